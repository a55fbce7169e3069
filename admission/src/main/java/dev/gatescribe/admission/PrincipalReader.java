package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code principals}. */
final class PrincipalReader {
  static final Reading<Identity.Kind> KIND =
      Readings.word(
          "a kind of principal",
          Arrays.stream(Identity.Kind.values())
              .collect(Collectors.toMap(Identity.Kind::code, Function.identity())));

  /** RFC 5321's lengths; what mail systems take beyond is not how a principal is known. */
  static final Reading<String> EMAIL =
      Readings.matching(
          Pattern.compile(
              "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*"),
          "an e-mail address",
          "one such as ada@example.org");

  /** Where a key was seen first, and at whom. */
  private record Holder(String principal, DocumentNode node) {}

  private final NameRegister names;
  private final AccessTokenReader accessTokens;
  private final Map<SshPublicKey, Holder> holders = new HashMap<>();

  PrincipalReader(NameRegister names, NameRegister targets) {
    this.names = names;
    this.accessTokens = new AccessTokenReader(targets);
  }

  List<PrincipalDefinition> read(MappingNode root) {
    return root.optional("principals", Readings.listOf(0, Readings.mapping(this::principal)))
        .orElse(List.of());
  }

  private Optional<PrincipalDefinition> principal(MappingNode mapping) {
    Optional<String> name = names.readName(mapping);
    List<Located<SshPublicKey>> keys =
        mapping
            .optional(
                "publicKeys", Readings.listOf(1, Readings.located(PublicKeyReading.PUBLIC_KEY)))
            .orElse(List.of());
    List<AccessTokenDefinition> tokens = accessTokens.read(mapping);
    Optional<Identity.Kind> kind = mapping.optional("kind", KIND);
    Optional<String> email = mapping.optional("email", EMAIL);
    if (!mapping.has("publicKeys") && !mapping.has("accessTokens")) {
      mapping.refuse("nobody could sign in as this principal", "publicKeys or accessTokens");
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    keys.forEach(key -> hold(key, name.get()));
    return Optional.of(
        new PrincipalDefinition(
            new Principal(name.get()),
            kind.orElse(Identity.Kind.PERSON),
            email,
            keys.stream().map(Located::value).toList(),
            tokens));
  }

  /** One key, one person: otherwise the record could not say who it was. */
  private void hold(Located<SshPublicKey> key, String principal) {
    Holder first = holders.putIfAbsent(key.value(), new Holder(principal, key.node()));
    if (first != null) {
      key.node()
          .refuse(
              "the key "
                  + key.value().fingerprint()
                  + " of "
                  + principal
                  + " is already that of "
                  + first.principal()
                  + " on "
                  + first.node().lineAsSeenFrom(key.node()),
              "every key once");
    }
  }
}
