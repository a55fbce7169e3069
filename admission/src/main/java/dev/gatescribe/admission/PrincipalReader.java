package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code principals}. */
final class PrincipalReader {

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
    return root.required("principals", Readings.listOf(0, Readings.mapping(this::principal)))
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
    if (!mapping.has("publicKeys") && !mapping.has("accessTokens")) {
      mapping.refuse("nobody could sign in as this principal", "publicKeys or accessTokens");
    }
    if (name.isEmpty()) {
      return Optional.empty();
    }
    keys.forEach(key -> hold(key, name.get()));
    return Optional.of(
        new PrincipalDefinition(
            new Principal(name.get()), keys.stream().map(Located::value).toList(), tokens));
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
                  + " on line "
                  + first.node().line(),
              "every key once");
    }
  }
}
