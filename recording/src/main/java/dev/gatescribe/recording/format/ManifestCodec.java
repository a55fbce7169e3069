package dev.gatescribe.recording.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Manifests as {@link SignedJson}. Texts are cut as in events, so that a manifest and its
 * recording's events never disagree.
 */
public final class ManifestCodec {
  /** A manifest of 10,000 segments is about 2 MB; nothing larger is read. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;

  private static final String FORMAT = "gatescribe-recording";

  private ManifestCodec() {}

  /** The bytes of the manifest's object. */
  public static byte[] encode(Manifest manifest, SigningKey key) {
    return SignedJson.encode(payload(manifest), key);
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
    SignedJson.Opened opened = SignedJson.decode(object, "manifest");
    return new SignedManifest(manifest(opened.root()), opened.signer());
  }

  private static ObjectNode payload(Manifest manifest) {
    ObjectNode root = SignedJson.MAPPER.createObjectNode();
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
    JsonFields fields = new JsonFields("manifest", root);
    if (!FORMAT.equals(fields.text("format"))) {
      throw new FormatException("this is not a recording's manifest");
    }
    long version = fields.number("version");
    if (version > SegmentHeader.VERSION) {
      throw new FormatException("the manifest has format version " + version + ", newer than this");
    }
    JsonFields clock = fields.inside("clock");
    try {
      RecordingId id = RecordingId.parse(fields.text("id"));
      Instant startedAt = fields.instant("startedAt");
      return new Manifest(
          fields.named(RecordingKind.values(), RecordingKind::code, "kind"),
          id,
          fields.named(Manifest.State.values(), Manifest.State::code, "state"),
          fields.number("epoch"),
          session(root.get("session"), id, startedAt),
          startedAt,
          fields.instant("endedAt"),
          fields.number("durationMicros"),
          fields.text("endReason"),
          fields.text("endDetail"),
          clock.text("source"),
          clock.signedNumber("driftMicros"),
          fields.text("software"),
          fields.number("events"),
          fields.number("plainBytes"),
          segments(fields.required("segments")));
    } catch (IllegalArgumentException e) {
      throw new FormatException("a value in the manifest is malformed", e);
    }
  }

  private static @Nullable SessionDescription session(
      @Nullable JsonNode node, RecordingId id, Instant startedAt) throws FormatException {
    if (node == null) {
      return null;
    }
    JsonFields fields = new JsonFields("manifest", node);
    return new SessionDescription(
        id,
        fields.named(Protocol.values(), Protocol::code, "protocol"),
        fields.text("principal"),
        fields.text("target"),
        fields.text("login"),
        fields.text("clientAddress"),
        fields.text("authentication"),
        fields.text("rule"),
        startedAt,
        labels(fields.required("labels")));
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
      JsonFields fields = new JsonFields("manifest", entry);
      int number = fields.count("number");
      String name = fields.text("name");
      if (number != segments.size() || !name.equals(ObjectNames.segmentFile(number))) {
        throw new FormatException("the manifest's segments are not in order");
      }
      segments.add(
          new Manifest.Segment(
              number,
              name,
              fields.number("bytes"),
              fields.text("sha256"),
              fields.count("events"),
              fields.number("firstSequence"),
              fields.number("firstOffsetMicros"),
              fields.number("lastOffsetMicros")));
    }
    return segments;
  }
}
