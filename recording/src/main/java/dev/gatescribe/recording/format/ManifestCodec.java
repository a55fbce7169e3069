package dev.gatescribe.recording.format;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Manifests as signed JSON.
 *
 * <pre>
 *   {"format":"gatescribe-recording", … ,"signature":{"algorithm":"Ed25519", …}}⏎
 *    └──────────── signed ────────────┘└────────── fixed layout ──────────────┘
 * </pre>
 *
 * What is signed are the bytes of the object up to, and without, the last {@code ,"signature":}.
 * The signature's member has one layout only, so that no byte of the object is free to change.
 * Texts are cut as in events, so that a manifest and its recording's events never disagree.
 */
public final class ManifestCodec {
  /** A manifest of 10,000 segments is about 2 MB; nothing larger is read. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;

  private static final String FORMAT = "gatescribe-recording";
  private static final String SIGNATURE_MEMBER = ",\"signature\":";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ManifestCodec() {}

  /** The bytes of the manifest's object. */
  public static byte[] encode(Manifest manifest, SigningKey key) {
    String json = payload(manifest).toString();
    String open = json.substring(0, json.length() - 1);
    byte[] signature = key.sign(open.getBytes(StandardCharsets.UTF_8));
    return (open + signatureMember(key.publicKey(), signature)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest and checks its signature by the key that it names.
   *
   * @throws FormatException if any byte is not what a writer wrote
   */
  public static SignedManifest decode(byte[] object) throws FormatException {
    if (object.length > MAX_BYTES) {
      throw new FormatException("the manifest is too large");
    }
    // Latin-1 maps each byte to one character and back, so positions and bytes stay what they are.
    String bytes = new String(object, StandardCharsets.ISO_8859_1);
    int split = bytes.lastIndexOf(SIGNATURE_MEMBER);
    if (split < 0) {
      throw new FormatException("the manifest is not signed");
    }
    JsonNode root;
    try {
      root = JSON.readTree(object);
    } catch (IOException e) {
      throw new FormatException("the manifest is not JSON", e);
    }
    if (root == null) {
      throw new FormatException("the manifest is empty");
    }
    JsonNode signature = required(root, "signature");
    TrustedKey signer = TrustedKey.ofHex(text(signature, "publicKey"));
    byte[] value;
    try {
      value = HexFormat.of().parseHex(text(signature, "value"));
    } catch (IllegalArgumentException e) {
      throw new FormatException("the manifest's signature is not hexadecimal", e);
    }
    byte[] signed = Arrays.copyOf(object, split);
    if (!bytes.substring(split).equals(signatureMember(signer, value))) {
      throw new FormatException("the manifest was altered after it was signed");
    }
    if (!signer.verifies(signed, value)) {
      throw new FormatException("the manifest's signature does not hold");
    }
    return new SignedManifest(manifest(root), signer);
  }

  private static String signatureMember(TrustedKey key, byte[] signature) {
    return SIGNATURE_MEMBER
        + "{\"algorithm\":\"Ed25519\",\"publicKey\":\""
        + key.hex()
        + "\",\"value\":\""
        + HexFormat.of().formatHex(signature)
        + "\"}}\n";
  }

  private static ObjectNode payload(Manifest manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", SegmentHeader.VERSION);
    root.put("kind", manifest.kind().code());
    root.put("id", manifest.id().toString());
    root.put("state", manifest.state().code());
    root.put("epoch", manifest.epoch());
    SessionDescription session = manifest.session();
    if (session != null) {
      ObjectNode described = root.putObject("session");
      described.put("protocol", session.protocol().code());
      described.put("principal", ByteWriter.cut(session.principal()));
      described.put("target", ByteWriter.cut(session.target()));
      described.put("login", ByteWriter.cut(session.login()));
      described.put("clientAddress", ByteWriter.cut(session.clientAddress()));
      described.put("authentication", ByteWriter.cut(session.authentication()));
      described.put("rule", ByteWriter.cut(session.rule()));
      ObjectNode labels = described.putObject("labels");
      session.labels().values().forEach(labels::put);
    }
    root.put("startedAt", manifest.startedAt().toString());
    root.put("endedAt", manifest.endedAt().toString());
    root.put("durationMicros", manifest.durationMicros());
    root.put("endReason", manifest.endReason());
    root.put("endDetail", ByteWriter.cut(manifest.endDetail()));
    ObjectNode clock = root.putObject("clock");
    clock.put("source", manifest.clockSource());
    clock.put("driftMicros", manifest.clockDriftMicros());
    root.put("software", manifest.software());
    root.put("compression", SegmentBuilder.COMPRESSION);
    root.put("events", manifest.events());
    root.put("plainBytes", manifest.plainBytes());
    var segments = root.putArray("segments");
    for (Manifest.Segment segment : manifest.segments()) {
      ObjectNode entry = segments.addObject();
      entry.put("number", segment.number());
      entry.put("name", segment.name());
      entry.put("bytes", segment.bytes());
      entry.put("sha256", segment.sha256());
      entry.put("events", segment.events());
      entry.put("firstSequence", segment.firstSequence());
      entry.put("firstOffsetMicros", segment.firstOffsetMicros());
      entry.put("lastOffsetMicros", segment.lastOffsetMicros());
    }
    return root;
  }

  private static Manifest manifest(JsonNode root) throws FormatException {
    if (!FORMAT.equals(text(root, "format"))) {
      throw new FormatException("this is not a recording's manifest");
    }
    long version = number(root, "version");
    if (version > SegmentHeader.VERSION) {
      throw new FormatException("the manifest has format version " + version + ", newer than this");
    }
    try {
      RecordingId id = RecordingId.parse(text(root, "id"));
      Instant startedAt = Instant.parse(text(root, "startedAt"));
      return new Manifest(
          named(RecordingKind.values(), RecordingKind::code, root, "kind"),
          id,
          named(Manifest.State.values(), Manifest.State::code, root, "state"),
          number(root, "epoch"),
          session(root.get("session"), id, startedAt),
          startedAt,
          Instant.parse(text(root, "endedAt")),
          number(root, "durationMicros"),
          text(root, "endReason"),
          text(root, "endDetail"),
          text(required(root, "clock"), "source"),
          signedNumber(required(root, "clock"), "driftMicros"),
          text(root, "software"),
          number(root, "events"),
          number(root, "plainBytes"),
          segments(required(root, "segments")));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new FormatException("a value in the manifest is malformed", e);
    }
  }

  private static @Nullable SessionDescription session(
      @Nullable JsonNode node, RecordingId id, Instant startedAt) throws FormatException {
    if (node == null) {
      return null;
    }
    return new SessionDescription(
        id,
        named(Protocol.values(), Protocol::code, node, "protocol"),
        text(node, "principal"),
        text(node, "target"),
        text(node, "login"),
        text(node, "clientAddress"),
        text(node, "authentication"),
        text(node, "rule"),
        startedAt,
        labels(required(node, "labels")));
  }

  private static Labels labels(JsonNode node) throws FormatException {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> label : node.properties()) {
      values.put(label.getKey(), label.getValue().asText());
    }
    return EventFields.labels(values);
  }

  private static List<Manifest.Segment> segments(JsonNode array) throws FormatException {
    List<Manifest.Segment> segments = new ArrayList<>();
    for (JsonNode entry : array) {
      int number = Math.toIntExact(Math.min(number(entry, "number"), Integer.MAX_VALUE));
      String name = text(entry, "name");
      if (number != segments.size() || !name.equals(ObjectNames.segmentFile(number))) {
        throw new FormatException("the manifest's segments are not in order");
      }
      segments.add(
          new Manifest.Segment(
              number,
              name,
              number(entry, "bytes"),
              text(entry, "sha256"),
              Math.toIntExact(Math.min(number(entry, "events"), Integer.MAX_VALUE)),
              number(entry, "firstSequence"),
              number(entry, "firstOffsetMicros"),
              number(entry, "lastOffsetMicros")));
    }
    return segments;
  }

  private static <E> E named(E[] words, Function<E, String> code, JsonNode node, String name)
      throws FormatException {
    try {
      return EventFields.named(words, code, text(node, name));
    } catch (UnknownCodeException e) {
      throw new FormatException(
          "the manifest names a " + name + " that this release does not know", e);
    }
  }

  private static JsonNode required(JsonNode node, String name) throws FormatException {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new FormatException("the manifest lacks " + name);
    }
    return value;
  }

  private static String text(JsonNode node, String name) throws FormatException {
    JsonNode value = required(node, name);
    if (!value.isTextual()) {
      throw new FormatException("the manifest's " + name + " is not a text");
    }
    return value.textValue();
  }

  private static long number(JsonNode node, String name) throws FormatException {
    long value = signedNumber(node, name);
    if (value < 0) {
      throw new FormatException("the manifest's " + name + " is negative");
    }
    return value;
  }

  private static long signedNumber(JsonNode node, String name) throws FormatException {
    JsonNode value = required(node, name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new FormatException("the manifest's " + name + " is not a whole number");
    }
    return value.longValue();
  }
}
