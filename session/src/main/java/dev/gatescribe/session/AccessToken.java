package dev.gatescribe.session;

import java.security.SecureRandom;
import java.util.Base64;
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

  /** Marks a token for those who look for leaked secrets, and for whoever finds one. */
  private static final String PREFIX = "gst_";

  /** 192 bits: nobody finds one by trying, or from its digest. */
  private static final int RANDOM_BYTES = 24;

  public AccessToken {
    Objects.requireNonNull(text, "text");
  }

  /** A new token, in letters, digits, '-' and '_'. */
  public static AccessToken create() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new AccessToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "AccessToken[redacted]";
  }
}
