package dev.gatescribe.admission;

import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code targets}. */
final class TargetReader {

  /** Accounts of Unix, directories and databases: no space, comma or control character. */
  static final Reading<String> LOGIN =
      Readings.matching(
          Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@$+\\\\-]{0,63}"),
          "a login",
          "1 to 64 letters, digits, '.', '_', '-', '@', '$', '+', '\\',"
              + " beginning with a letter, digit or '_'");

  /** The others have no door yet; a target that nobody can reach is a mistake. */
  private static final Reading<Protocol> PROTOCOL =
      Readings.word("a protocol of this release", Map.of(Protocol.SSH.code(), Protocol.SSH));

  private final NameRegister names;

  TargetReader(NameRegister names) {
    this.names = names;
  }

  List<TargetDefinition> read(MappingNode root) {
    return root.required("targets", Readings.listOf(0, Readings.mapping(this::target)))
        .orElse(List.of());
  }

  private Optional<TargetDefinition> target(MappingNode mapping) {
    Optional<String> name = names.readName(mapping);
    Optional<Protocol> protocol = mapping.required("protocol", PROTOCOL);
    Optional<HostAndPort> address = mapping.required("address", Readings.hostAndPort());
    Optional<List<SshPublicKey>> hostKeys =
        mapping.required("hostKeys", Readings.listOf(1, PublicKeyReading.PUBLIC_KEY));
    // A target without a right name is left out, so that its credentials need none to be checked.
    Optional<List<CredentialReference>> credentials = credentials(mapping, name.orElse(""));
    if (name.isEmpty()
        || protocol.isEmpty()
        || address.isEmpty()
        || hostKeys.isEmpty()
        || hostKeys.get().isEmpty()
        || credentials.isEmpty()) {
      return Optional.empty();
    }
    Target target =
        new Target(
            name.get(),
            protocol.get(),
            address.get().host(),
            address.get().port(),
            new TargetTrust.PinnedHostKeys(
                hostKeys.get().stream().map(SshPublicKey::text).toList()));
    return Optional.of(new TargetDefinition(target, credentials.get()));
  }

  private static Optional<List<CredentialReference>> credentials(
      MappingNode mapping, String target) {
    Map<String, Integer> lines = new HashMap<>();
    return mapping.required(
        "credentials",
        Readings.listOf(1, Readings.mapping(credential -> credential(credential, target, lines))));
  }

  private static Optional<CredentialReference> credential(
      MappingNode mapping, String target, Map<String, Integer> lines) {
    Optional<String> login = mapping.required("login", loginOnce(lines));
    Optional<Path> privateKey =
        mapping.optional(
            "privateKeyFile", PathReadings.secretFile("a file that holds a private key"));
    Optional<Path> password =
        mapping.optional("passwordFile", PathReadings.secretFile("a file that holds a password"));
    boolean hasPrivateKey = mapping.has("privateKeyFile");
    if (hasPrivateKey == mapping.has("passwordFile")) {
      mapping.refuse(
          hasPrivateKey ? "this credential has two files" : "this credential has no file",
          "either privateKeyFile or passwordFile");
      return Optional.empty();
    }
    Optional<Path> file = hasPrivateKey ? privateKey : password;
    if (login.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    CredentialReference.Kind kind =
        hasPrivateKey ? CredentialReference.Kind.PRIVATE_KEY : CredentialReference.Kind.PASSWORD;
    return Optional.of(new CredentialReference(target, login.get(), kind, file.get()));
  }

  /** A login or {@code '*'}, not seen before in the same target. */
  private static Reading<String> loginOnce(Map<String, Integer> lines) {
    Reading<String> login = RuleReader.orEvery(LOGIN);
    return node ->
        login
            .read(node)
            .filter(value -> {
              Integer first = lines.putIfAbsent(value, node.line());
              if (first != null) {
                node.refuse(
                    "this target already has a credential for " + value + " on line " + first,
                    "one for each login");
              }
              return first == null;
            });
  }
}
