package dev.gatescribe.admission;

import dev.gatescribe.session.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The SHA-256 of a token's text in UTF-8. A plain digest is enough, because tokens are made by a
 * machine from at least 128 random bits; for a password that a person thought of it would not be.
 *
 * @param hexadecimal 64 digits, lower case
 */
public record TokenDigest(String hexadecimal) {
  public TokenDigest {
    Objects.requireNonNull(hexadecimal, "hexadecimal");
  }

  /** Of a token that somebody shows. */
  public static TokenDigest of(AccessToken token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(token.text().getBytes(StandardCharsets.UTF_8));
      return new TokenDigest(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
