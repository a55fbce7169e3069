package dev.gatescribe.session;

import java.util.Objects;

/**
 * A secret that a principal shows where no key can be: as password of a database, as bearer token
 * of a cluster.
 *
 * @param text the secret
 */
public record AccessToken(String text) {
  /** Longest that is looked at, in characters; what is longer is no token of ours. */
  public static final int TEXT_MAX_LENGTH = 256;

  public AccessToken {
    Objects.requireNonNull(text, "text");
  }

  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "AccessToken[redacted]";
  }
}
