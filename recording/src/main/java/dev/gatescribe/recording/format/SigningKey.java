package dev.gatescribe.recording.format;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** The Ed25519 key (RFC 8032) with which a gateway signs manifests. */
public final class SigningKey {
  private static final String PRIVATE_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String PRIVATE_END = "-----END PRIVATE KEY-----";

  private final PrivateKey privateKey;
  private final TrustedKey publicKey;

  private SigningKey(PrivateKey privateKey, TrustedKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), TrustedKey.of(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException | FormatException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /**
   * Reads what {@link #privatePem()} and {@link TrustedKey#pem()} wrote.
   *
   * @throws FormatException if a text is no such key, or the two are not a pair
   */
  public static SigningKey parse(String privatePem, String publicPem) throws FormatException {
    TrustedKey trusted = TrustedKey.parse(publicPem);
    SigningKey key;
    try {
      byte[] der = Pem.decode(privatePem, PRIVATE_BEGIN, PRIVATE_END);
      key =
          new SigningKey(
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)),
              trusted);
    } catch (GeneralSecurityException e) {
      throw new FormatException("this is not an Ed25519 private key", e);
    }
    byte[] probe = {1};
    if (!trusted.verifies(probe, key.sign(probe))) {
      throw new FormatException("the private and the public signing key are not a pair");
    }
    return key;
  }

  public TrustedKey publicKey() {
    return publicKey;
  }

  /** PKCS #8 in PEM. A secret. */
  public String privatePem() {
    return Pem.encode(privateKey.getEncoded(), PRIVATE_BEGIN, PRIVATE_END);
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key signs anything", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey.fingerprint() + "]";
  }
}
