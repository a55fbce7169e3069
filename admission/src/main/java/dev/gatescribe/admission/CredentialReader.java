package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Protocol;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code credentials} of one target. */
final class CredentialReader {

  /** Accounts of Unix, directories and databases, groups of clusters: no space or comma. */
  static final Reading<String> LOGIN =
      Readings.matching(
          Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@$+\\\\-]{0,63}"),
          "a login",
          "1 to 64 letters, digits, '.', '_', '-', '@', '$', '+', '\\',"
              + " beginning with a letter, digit or '_'");

  private static final String PRIVATE_KEY_FILE = "privateKeyFile";
  private static final String PASSWORD_FILE = "passwordFile";
  private static final String CERTIFICATE_FILE = "certificateFile";
  private static final String TOKEN_FILE = "tokenFile";

  private final String target;
  private final Protocol protocol;
  private final Map<String, Integer> lines = new HashMap<>();

  CredentialReader(String target, Protocol protocol) {
    this.target = target;
    this.protocol = protocol;
  }

  Optional<List<CredentialReference>> read(MappingNode mapping) {
    return mapping.required("credentials", Readings.listOf(1, Readings.mapping(this::credential)));
  }

  private Optional<CredentialReference> credential(MappingNode mapping) {
    return switch (protocol) {
      case SSH -> ofHost(mapping);
      case POSTGRESQL -> ofDatabase(mapping);
      case KUBERNETES -> ofCluster(mapping);
      case WEB -> throw new IllegalStateException("no target is configured with protocol web");
    };
  }

  private Optional<CredentialReference> ofHost(MappingNode mapping) {
    Optional<String> login = mapping.required("login", loginOnce());
    Optional<Path> privateKey =
        mapping.optional(PRIVATE_KEY_FILE, PrivateKeyFileReading.PRIVATE_KEY);
    Optional<Path> password = mapping.optional(PASSWORD_FILE, passwordFile());
    if (!exactlyOne(mapping, PRIVATE_KEY_FILE, PASSWORD_FILE)) {
      return Optional.empty();
    }
    return mapping.has(PRIVATE_KEY_FILE)
        ? of(login, CredentialReference.Kind.PRIVATE_KEY, privateKey)
        : of(login, CredentialReference.Kind.PASSWORD, password);
  }

  private Optional<CredentialReference> ofDatabase(MappingNode mapping) {
    return of(
        mapping.required("login", loginOnce()),
        CredentialReference.Kind.PASSWORD,
        mapping.required(PASSWORD_FILE, passwordFile()));
  }

  /** A cluster is opened by one credential; the login is what the gateway then impersonates. */
  private Optional<CredentialReference> ofCluster(MappingNode mapping) {
    Optional<String> every = onlyOne(mapping);
    Optional<Path> token =
        mapping.optional(TOKEN_FILE, PathReadings.secretFile("a file that holds a token"));
    Optional<Path> chain =
        mapping.optional(CERTIFICATE_FILE, PathReadings.path("a certificate chain in PEM"));
    if (!exactlyOne(mapping, CERTIFICATE_FILE, TOKEN_FILE)) {
      mapping.has(PRIVATE_KEY_FILE);
      return Optional.empty();
    }
    if (mapping.has(TOKEN_FILE)) {
      return of(every, CredentialReference.Kind.BEARER_TOKEN, token);
    }
    Optional<Path> privateKey =
        mapping.required(PRIVATE_KEY_FILE, PrivateKeyFileReading.PRIVATE_KEY);
    if (every.isEmpty() || privateKey.isEmpty() || chain.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CredentialReference(
            target,
            CredentialReference.ANY_LOGIN,
            CredentialReference.Kind.CLIENT_CERTIFICATE,
            privateKey.get(),
            chain));
  }

  private Optional<String> onlyOne(MappingNode mapping) {
    Integer first = lines.putIfAbsent(CredentialReference.ANY_LOGIN, mapping.line());
    if (first != null) {
      mapping.refuse("this target already has a credential on line " + first, "one for a cluster");
      return Optional.empty();
    }
    return Optional.of(CredentialReference.ANY_LOGIN);
  }

  private static boolean exactlyOne(MappingNode mapping, String one, String other) {
    boolean hasOne = mapping.has(one);
    if (hasOne == mapping.has(other)) {
      mapping.refuse(
          hasOne ? "this credential has two files" : "this credential has no file",
          "either " + one + " or " + other);
      return false;
    }
    return true;
  }

  private Optional<CredentialReference> of(
      Optional<String> login, CredentialReference.Kind kind, Optional<Path> file) {
    return login.isEmpty() || file.isEmpty()
        ? Optional.empty()
        : Optional.of(CredentialReference.of(target, login.get(), kind, file.get()));
  }

  private static Reading<Path> passwordFile() {
    return PathReadings.secretFile("a file that holds a password");
  }

  /** A login or {@code '*'}, not seen before in the same target. */
  private Reading<String> loginOnce() {
    Reading<String> login = SelectionReading.orEvery(LOGIN);
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
