package dev.gatescribe.credentials.authority;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a private key from PKCS #8 in PEM's text form (RFC 7468, section 10). */
public final class PrivateKeyPem {
  private static final Pattern FORM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private PrivateKeyPem() {}

  /**
   * The key, of any kind that TLS knows.
   *
   * @throws GeneralSecurityException if the text holds none; the message tells nothing of it
   */
  public static PrivateKey parse(String text) throws GeneralSecurityException {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.find()) {
      throw new GeneralSecurityException("not a private key in PKCS #8 and PEM");
    }
    PKCS8EncodedKeySpec encoded;
    try {
      encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not a private key in PKCS #8 and PEM");
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException ofAnotherKind) {
        // The next algorithm may fit; which one it is stands inside the encoding.
      }
    }
    throw new GeneralSecurityException("a private key of a kind that is not known");
  }
}
