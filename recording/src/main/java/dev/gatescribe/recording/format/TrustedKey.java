package dev.gatescribe.recording.format;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An Ed25519 public key by which manifests are checked. */
public final class TrustedKey {
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private final byte[] der;
  private final PublicKey key;

  private TrustedKey(byte[] der, PublicKey key) {
    this.der = der;
    this.key = key;
  }

  static TrustedKey of(byte[] der) throws FormatException {
    try {
      PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      if (!Arrays.equals(key.getEncoded(), der)) {
        throw new FormatException("the public key is not in its canonical encoding");
      }
      return new TrustedKey(der.clone(), key);
    } catch (GeneralSecurityException e) {
      throw new FormatException("this is not an Ed25519 public key", e);
    }
  }

  /**
   * Reads a PEM text (SubjectPublicKeyInfo, RFC 8410), as {@code openssl pkey -pubout} writes it.
   *
   * @throws FormatException if it is anything else
   */
  public static TrustedKey parse(String pem) throws FormatException {
    return of(Pem.decode(pem, BEGIN, END));
  }

  static TrustedKey ofHex(String hex) throws FormatException {
    try {
      return of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new FormatException("a public key is not hexadecimal", e);
    }
  }

  String hex() {
    return HexFormat.of().formatHex(der);
  }

  public String pem() {
    return Pem.encode(der, BEGIN, END);
  }

  /** {@code SHA256:} and the base 64 of the SHA-256 of the key's DER form, without padding. */
  public String fingerprint() {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Sha256.digest(der));
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // A signature of the wrong shape does not verify.
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustedKey that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }

  @Override
  public String toString() {
    return fingerprint();
  }
}
