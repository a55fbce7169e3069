package dev.gatescribe.admission;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What the configuration says about a credential: where it is, never what it is.
 *
 * @param target name of the target it opens
 * @param login the account it is for, or {@link #ANY_LOGIN}
 * @param file absolute path of the secret
 * @param certificateFile absolute path of the certificate chain that belongs to the secret; for a
 *     client certificate and for nothing else
 */
public record CredentialReference(
    String target, String login, Kind kind, Path file, Optional<Path> certificateFile) {

  /** For every login that has no credential of its own. */
  public static final String ANY_LOGIN = "*";

  public CredentialReference {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
    if (certificateFile.isPresent() != (kind == Kind.CLIENT_CERTIFICATE)) {
      throw new IllegalArgumentException("a chain belongs to a client certificate");
    }
  }

  /** A credential that is one file. */
  static CredentialReference of(String target, String login, Kind kind, Path file) {
    return new CredentialReference(target, login, kind, file, Optional.empty());
  }

  /** What the file holds. */
  public enum Kind {
    PRIVATE_KEY,
    PASSWORD,
    CLIENT_CERTIFICATE,
    BEARER_TOKEN
  }
}
