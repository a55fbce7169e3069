package dev.gatescribe.credentials;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the credential for a login on a target lies.
 *
 * @param target name of the target
 * @param login account on the target, or {@link #ANY_LOGIN}
 * @param file absolute path; read at each dial
 */
public record CredentialDefinition(String target, String login, CredentialKind kind, Path file) {

  /** For every login of the target that has no definition of its own. */
  public static final String ANY_LOGIN = "*";

  public CredentialDefinition {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
  }
}
