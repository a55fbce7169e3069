package dev.gatescribe.admission;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What the configuration says about a credential: where it is, never what it is.
 *
 * @param target name of the target it opens
 * @param login the account it is for, or {@link #ANY_LOGIN}
 * @param file absolute path
 */
public record CredentialReference(String target, String login, Kind kind, Path file) {

  /** For every login that has no credential of its own. */
  public static final String ANY_LOGIN = "*";

  public CredentialReference {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(file, "file");
  }

  /** What the file holds. */
  public enum Kind {
    PRIVATE_KEY,
    PASSWORD
  }
}
