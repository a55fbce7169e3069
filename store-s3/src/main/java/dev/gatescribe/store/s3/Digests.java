package dev.gatescribe.store.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What services compute over an object's bytes. MD5 is here against accidents on the way only; what
 * protects a recording against people is the chain of SHA-256 in the recording itself.
 *
 * @param md5Base64 for the header Content-MD5, which Ceph wants with Object Lock
 * @param md5Hex as the ETag of an object that was put in one piece shows it
 */
record Digests(String md5Base64, String md5Hex, String sha256Base64) {

  static Digests of(byte[] bytes) {
    byte[] md5 = digest("MD5", bytes);
    return new Digests(
        Base64.getEncoder().encodeToString(md5),
        HexFormat.of().formatHex(md5),
        Base64.getEncoder().encodeToString(digest("SHA-256", bytes)));
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
