package dev.gatescribe.gateway.db;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.
 *
 * <pre>
 *   client → n,,n=,r=NONCE
 *   server → r=NONCE…,s=SALT,i=ITERATIONS
 *   client → c=biws,r=NONCE…,p=PROOF
 *   server → v=SIGNATURE
 * </pre>
 *
 * The server's signature is checked: a server that does not know the password is not logged in to.
 */
final class ScramExchange {
  static final String MECHANISM = "SCRAM-SHA-256";

  /** Fewer make the proof worth stealing (RFC 7677, section 4). */
  static final int ITERATIONS_MIN = 4_096;

  /** More would let a target keep the gateway busy; PostgreSQL's default is 4096. */
  static final int ITERATIONS_MAX = 100_000;

  /** No channel binding, no other authorization identity. */
  private static final String HEADER = "n,,";

  private static final int NONCE_BYTES = 18;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The server did not speak SCRAM, or did not prove that it knows the password. */
  static final class ScramException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String explanation;

    ScramException(String message) {
      super(message);
      this.explanation = message;
    }

    String explanation() {
      return explanation;
    }
  }

  private final String password;
  private final String clientNonce;
  private final String clientFirstBare;
  private byte[] serverSignature = {};

  ScramExchange(String password) {
    this(password, newNonce());
  }

  ScramExchange(String password, String nonce) {
    this.password = password;
    this.clientNonce = nonce;
    // The name is in the startup message; PostgreSQL ignores it here.
    this.clientFirstBare = "n=,r=" + clientNonce;
  }

  byte[] first() {
    return (HEADER + clientFirstBare).getBytes(StandardCharsets.UTF_8);
  }

  /** Answers the server's first message. Computes for long, so not on an event loop. */
  byte[] answer(String serverFirst) throws ScramException {
    Map<Character, String> fields = fields(serverFirst);
    String nonce = required(fields, 'r');
    if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
      throw new ScramException("the target's nonce is not made of ours");
    }
    byte[] salt = decode(required(fields, 's'));
    int iterations = iterations(required(fields, 'i'));
    String withoutProof =
        "c="
            + Base64.getEncoder().encodeToString(HEADER.getBytes(StandardCharsets.UTF_8))
            + ",r="
            + nonce;
    byte[] message =
        (clientFirstBare + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] salted = saltedPassword(salt, iterations);
      byte[] clientKey = hmac(salted, "Client Key".getBytes(StandardCharsets.UTF_8));
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] proof = xor(clientKey, hmac(storedKey, message));
      byte[] serverKey = hmac(salted, "Server Key".getBytes(StandardCharsets.UTF_8));
      serverSignature = hmac(serverKey, message);
      return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof))
          .getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Checks the server's last message. */
  void verify(String serverFinal) throws ScramException {
    byte[] shown = decode(required(fields(serverFinal), 'v'));
    if (serverSignature.length == 0 || !MessageDigest.isEqual(shown, serverSignature)) {
      throw new ScramException("the target does not know the password it asked for");
    }
  }

  private byte[] saltedPassword(byte[] salt, int iterations) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = prepared(password).getBytes(StandardCharsets.UTF_8);
    // An empty key is not allowed here; a zero byte pads to the same block.
    mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
    mac.update(salt);
    byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = block.clone();
    for (int i = 1; i < iterations; i++) {
      block = mac.doFinal(block);
      for (int j = 0; j < result.length; j++) {
        result[j] ^= block[j];
      }
    }
    return result;
  }

  /** What of SASLprep (RFC 4013) changes a password that people use. */
  private static String prepared(String password) {
    if (password.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      return password;
    }
    StringBuilder mapped = new StringBuilder();
    password
        .codePoints()
        .forEach(c -> {
          if (Character.getType(c) == Character.SPACE_SEPARATOR) {
            mapped.append(' ');
          } else if (c != 0x00ad && !Character.isIdentifierIgnorable(c)) {
            mapped.appendCodePoint(c);
          }
        });
    return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
  }

  private static int iterations(String text) throws ScramException {
    int iterations;
    try {
      iterations = Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw new ScramException("the target's iteration count is no number");
    }
    if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
      throw new ScramException(
          "the target asks for "
              + iterations
              + " iterations; from "
              + ITERATIONS_MIN
              + " to "
              + ITERATIONS_MAX
              + " are done");
    }
    return iterations;
  }

  private static Map<Character, String> fields(String message) {
    Map<Character, String> fields = new HashMap<>();
    for (String field : message.split(",", -1)) {
      if (field.length() >= 2 && field.charAt(1) == '=') {
        fields.putIfAbsent(field.charAt(0), field.substring(2));
      }
    }
    return fields;
  }

  private static String required(Map<Character, String> fields, char name) throws ScramException {
    String value = fields.get(name);
    if (value == null || fields.containsKey('m')) {
      throw new ScramException("the target's SCRAM message is not understood");
    }
    return value;
  }

  private static byte[] decode(String base64) throws ScramException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new ScramException("the target's SCRAM message is not understood");
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] xor(byte[] one, byte[] other) {
    byte[] result = one.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= other[i];
    }
    return result;
  }

  private static String newNonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return Base64.getEncoder().withoutPadding().encodeToString(nonce);
  }
}
