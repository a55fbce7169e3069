package dev.gatescribe.recording.format;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JSON objects that are signed.
 *
 * <pre>
 *   {"format":"gatescribe-recording", … ,"signature":{"algorithm":"Ed25519", …}}⏎
 *    └──────────── signed ────────────┘└────────── fixed layout ──────────────┘
 * </pre>
 *
 * What is signed are the bytes of the object up to, and without, the last {@code ,"signature":}.
 * The signature's member has one layout only, so that no byte of the object is free to change.
 */
final class SignedJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final String SIGNATURE_MEMBER = ",\"signature\":";

  private SignedJson() {}

  /** What was signed, and by whom. */
  record Opened(JsonNode root, TrustedKey signer) {}

  static byte[] encode(ObjectNode payload, SigningKey key) {
    String json = payload.toString();
    String open = json.substring(0, json.length() - 1);
    byte[] signature = key.sign(open.getBytes(StandardCharsets.UTF_8));
    return (open + signatureMember(key.publicKey(), signature)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads an object and checks its signature by the key that it names.
   *
   * @param what it is, for messages
   * @throws FormatException if any byte is not what a writer wrote
   */
  static Opened decode(byte[] object, String what) throws FormatException {
    // Latin-1 maps each byte to one character and back, so positions and bytes stay what they are.
    String bytes = new String(object, StandardCharsets.ISO_8859_1);
    int split = bytes.lastIndexOf(SIGNATURE_MEMBER);
    if (split < 0) {
      throw new FormatException("the " + what + " is not signed");
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(object);
    } catch (IOException e) {
      throw new FormatException("the " + what + " is not JSON", e);
    }
    if (root == null) {
      throw new FormatException("the " + what + " is empty");
    }
    JsonFields signature = new JsonFields(what, root).inside("signature");
    TrustedKey signer = TrustedKey.ofHex(signature.text("publicKey"));
    byte[] value;
    try {
      value = HexFormat.of().parseHex(signature.text("value"));
    } catch (IllegalArgumentException e) {
      throw new FormatException("the " + what + "'s signature is not hexadecimal", e);
    }
    byte[] signed = Arrays.copyOf(object, split);
    if (!bytes.substring(split).equals(signatureMember(signer, value))) {
      throw new FormatException("the " + what + " was altered after it was signed");
    }
    if (!signer.verifies(signed, value)) {
      throw new FormatException("the " + what + "'s signature does not hold");
    }
    return new Opened(root, signer);
  }

  private static String signatureMember(TrustedKey key, byte[] signature) {
    return SIGNATURE_MEMBER
        + "{\"algorithm\":\"Ed25519\",\"publicKey\":\""
        + key.hex()
        + "\",\"value\":\""
        + HexFormat.of().formatHex(signature)
        + "\"}}\n";
  }
}
