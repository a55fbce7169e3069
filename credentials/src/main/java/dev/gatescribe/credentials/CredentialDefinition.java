package dev.gatescribe.credentials;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the credential for a login on a target lies.
 *
 * @param target name of the target
 * @param login account on the target, or {@link #ANY_LOGIN}
 * @param file absolute path; read at each dial
 * @param certificateFile absolute path of the certificate chain that belongs to the file, for a
 *     client certificate; read at each dial
 */
public record CredentialDefinition(
    String target, String login, CredentialKind kind, Path file, Optional<Path> certificateFile) {

  /** For every login of the target that has no definition of its own. */
  public static final String ANY_LOGIN = "*";

  public CredentialDefinition {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
    if (certificateFile.isPresent() != (kind == CredentialKind.CLIENT_CERTIFICATE)) {
      throw new IllegalArgumentException("a chain belongs to a client certificate");
    }
  }

  /** A credential that is one file. */
  public static CredentialDefinition of(
      String target, String login, CredentialKind kind, Path file) {
    return new CredentialDefinition(target, login, kind, file, Optional.empty());
  }
}
