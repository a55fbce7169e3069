package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.NameSelection;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code accessTokens} of principals. */
final class AccessTokenReader {
  private static final Reading<String> DIGEST =
      Readings.matching(
          Pattern.compile("[0-9a-f]{64}"),
          "the SHA-256 of a token",
          "64 hexadecimal digits, as gatescribe access-token prints them");

  private static final Reading<Instant> TIME =
      Readings.parsed("a time", "one such as 2027-01-31T18:00:00Z", AccessTokenReader::time);

  private final NameRegister targets;
  private final Map<String, DocumentNode> places = new HashMap<>();

  AccessTokenReader(NameRegister targets) {
    this.targets = targets;
  }

  List<AccessTokenDefinition> read(MappingNode principal) {
    NameRegister names = new NameRegister("access token of this principal");
    return principal
        .optional(
            "accessTokens", Readings.listOf(1, Readings.mapping(token -> token(token, names))))
        .orElse(List.of());
  }

  private Optional<AccessTokenDefinition> token(MappingNode mapping, NameRegister names) {
    Optional<String> name = names.readName(mapping);
    Optional<TokenDigest> digest = mapping.required("sha256", this::digestOnce);
    Optional<NameSelection> opens =
        mapping.required("targets", SelectionReading.selection(targets.known()));
    boolean mayExpire = mapping.has("expires");
    Optional<Instant> expires = mapping.optional("expires", TIME);
    if (name.isEmpty() || digest.isEmpty() || opens.isEmpty() || (mayExpire && expires.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(new AccessTokenDefinition(name.get(), digest.get(), opens.get(), expires));
  }

  /** One token, one person: otherwise the record could not say who it was. */
  private Optional<TokenDigest> digestOnce(DocumentNode node) {
    return DIGEST
        .read(node)
        .filter(digest -> {
          DocumentNode first = places.putIfAbsent(digest, node);
          if (first != null) {
            node.refuse(
                "this token is already on " + first.lineAsSeenFrom(node), "every token once");
          }
          return first == null;
        })
        .map(TokenDigest::new);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
