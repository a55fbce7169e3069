package dev.gatescribe.session;

import java.util.EnumSet;
import java.util.Set;

/**
 * What may be done in an SSH session, as far as policies decide it. What is not here is refused in
 * every session.
 */
public enum SshFeature {
  /** A login shell. */
  SHELL("shell"),
  /** One command, which copying with {@code scp -O} and {@code rsync} are, too. */
  EXEC("exec");

  /** What a policy allows that says nothing of it. */
  public static final Set<SshFeature> DEFAULTS = Set.copyOf(EnumSet.of(SHELL, EXEC));

  private final String code;

  SshFeature(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
