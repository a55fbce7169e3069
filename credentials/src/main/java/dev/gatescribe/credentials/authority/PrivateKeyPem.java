package dev.gatescribe.credentials.authority;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Reads a private key in PEM's text form: PKCS #8 (RFC 7468, section 10), and the older forms of
 * RSA (PKCS #1) and of elliptic curves (RFC 5915), which tools of clusters still write.
 */
public final class PrivateKeyPem {
  private PrivateKeyPem() {}

  /** The same key in the one form that the JDK reads by itself. */
  public static String pkcs8(String text) throws GeneralSecurityException {
    return TlsAuthority.pem("PRIVATE KEY", parse(text).getEncoded());
  }

  /**
   * The first key in a text, which may hold curve parameters before it.
   *
   * @throws GeneralSecurityException if the text holds none, or one with a passphrase; the message
   *     tells nothing of it
   */
  public static PrivateKey parse(String text) throws GeneralSecurityException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo key) {
          return converter().getPrivateKey(key);
        }
        if (part instanceof PEMKeyPair pair) {
          return converter().getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    } catch (IOException | RuntimeException malformed) {
      // What Bouncy Castle says of it may repeat a part of the text, which is a secret.
      throw new GeneralSecurityException("not a private key in PEM");
    }
    throw new GeneralSecurityException("not a private key in PEM");
  }

  /**
   * Where Bouncy Castle is a provider, too, it would call such a key by another name than the JDK.
   */
  private static JcaPEMKeyConverter converter() {
    return new JcaPEMKeyConverter().setAlgorithmMapping(X9ObjectIdentifiers.id_ecPublicKey, "EC");
  }
}
