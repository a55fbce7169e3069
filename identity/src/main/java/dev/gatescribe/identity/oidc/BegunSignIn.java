package dev.gatescribe.identity.oidc;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A sign-in between its beginning and the issuer's answer. The browser carries it, sealed.
 *
 * @param issuer the configured name
 * @param state what the answer must repeat
 * @param nonce what the token must repeat
 * @param verifier proves to the issuer that who redeems the code is who asked for it (RFC 7636)
 * @param next where to go afterwards, on this server
 */
public record BegunSignIn(
    String issuer, String state, String nonce, String verifier, String next, Instant until) {
  /** Long enough to look for a phone with a second factor. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** 256 bits, 43 characters; what RFC 7636 recommends for the verifier. */
  private static final int SECRET_BYTES = 32;

  private static final int PARTS = 6;

  /** Begins one. */
  static BegunSignIn at(Instant now, String issuer, String next) {
    SecureRandom random = new SecureRandom();
    return new BegunSignIn(
        issuer, secret(random), secret(random), secret(random), next, now.plus(LIFETIME));
  }

  /** One line; no part of it has a line break. */
  public String text() {
    return String.join(
        "\n", issuer, state, nonce, verifier, next, Long.toString(until.toEpochMilli()));
  }

  /** What {@link #text} gave. */
  public static Optional<BegunSignIn> parse(String text) {
    List<String> parts = text.lines().toList();
    if (parts.size() != PARTS) {
      return Optional.empty();
    }
    return Optional.of(
        new BegunSignIn(
            parts.get(0),
            parts.get(1),
            parts.get(2),
            parts.get(3),
            parts.get(4),
            Instant.ofEpochMilli(Long.parseLong(parts.get(5)))));
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "BegunSignIn[" + issuer + ", until " + until + "]";
  }
}
