package dev.gatescribe.recording;

import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentBuilder;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A recording made of given events, by today's writer, with everything fixed. */
public final class RecordingFixture {
  private static final long EVENT_EVERY_MICROS = 1_234_567;

  private final RecordingKind kind;
  private final RecordingId id;
  private final List<TimedEvent> events = new ArrayList<>();
  private final Map<String, byte[]> objects = new LinkedHashMap<>();

  private RecordingFixture(
      RecordingKind kind,
      RecordingId id,
      List<Event> events,
      int eventsInSegment,
      Manifest.@Nullable State state,
      SigningKey key) {
    this.kind = kind;
    this.id = id;
    for (int i = 0; i < events.size(); i++) {
      this.events.add(new TimedEvent(i, i * EVENT_EVERY_MICROS, events.get(i)));
    }
    build(eventsInSegment, state, key);
  }

  /**
   * The recording of {@code events}.
   *
   * @param state null to leave the manifest out
   */
  public static RecordingFixture of(
      RecordingKind kind,
      RecordingId id,
      List<Event> events,
      int eventsInSegment,
      Manifest.@Nullable State state,
      SigningKey key) {
    return new RecordingFixture(kind, id, events, eventsInSegment, state, key);
  }

  /** A sealed session of 28 events in three segments. */
  public static RecordingFixture sealed(RecordingId id, SigningKey key) {
    List<Event> events = new ArrayList<>(EventSamples.session());
    events.set(0, new Event.SessionStarted(EventSamples.description(id)));
    return of(RecordingKind.SESSION, id, events, 10, Manifest.State.SEALED, key);
  }

  /**
   * The key that signs in tests and in the golden recordings: the private key of 32 bytes counting
   * from 0, which everybody knows.
   */
  public static SigningKey key() {
    byte[] pkcs8Prefix = Base64.getDecoder().decode("MC4CAQAwBQYDK2VwBCIEIA==");
    byte[] privateKey = Arrays.copyOf(pkcs8Prefix, pkcs8Prefix.length + 32);
    for (int i = 0; i < 32; i++) {
      privateKey[pkcs8Prefix.length + i] = (byte) i;
    }
    String publicKey = "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
    try {
      return SigningKey.parse(
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getEncoder().encodeToString(privateKey)
              + "\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PUBLIC KEY-----\n" + publicKey + "\n-----END PUBLIC KEY-----\n");
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }

  public RecordingId id() {
    return id;
  }

  public List<TimedEvent> events() {
    return events;
  }

  /** The objects by their names, segments first. */
  public Map<String, byte[]> objects() {
    return objects;
  }

  public void putInto(ObjectStore store) throws IOException {
    for (var object : objects.entrySet()) {
      store.put(object.getKey(), object.getValue());
    }
  }

  private void build(int eventsInSegment, Manifest.@Nullable State state, SigningKey key) {
    List<Manifest.Segment> segments = new ArrayList<>();
    String previous = SegmentHeader.NO_PREDECESSOR;
    long plainBytes = 0;
    try (SegmentBuilder builder = new SegmentBuilder()) {
      for (int from = 0; from < events.size(); from += eventsInSegment) {
        List<TimedEvent> part =
            events.subList(from, Math.min(from + eventsInSegment, events.size()));
        part.forEach(
            timed -> builder.add(timed.sequence(), timed.offsetMicros(), body(timed.event())));
        plainBytes += builder.plainLength();
        int number = segments.size();
        byte[] segment = builder.build(id, number, 1, previous);
        previous = Sha256.hex(segment);
        objects.put(ObjectNames.segment(kind, id, number), segment);
        segments.add(
            new Manifest.Segment(
                number,
                ObjectNames.segmentFile(number),
                segment.length,
                previous,
                part.size(),
                part.getFirst().sequence(),
                part.getFirst().offsetMicros(),
                part.getLast().offsetMicros()));
      }
    }
    if (state != null) {
      objects.put(
          ObjectNames.manifest(kind, id),
          ManifestCodec.encode(manifest(state, plainBytes, segments), key));
    }
  }

  private Manifest manifest(
      Manifest.State state, long plainBytes, List<Manifest.Segment> segments) {
    boolean sealed = state == Manifest.State.SEALED;
    SessionDescription description =
        events.getFirst().event() instanceof Event.SessionStarted(var described) ? described : null;
    Instant startedAt = description == null ? id.createdAt() : description.startedAt();
    long durationMicros = events.getLast().offsetMicros();
    String endReason = EndReason.GATEWAY_LOST.code();
    String endDetail = "the gateway was lost while the session was live";
    if (events.getLast().event() instanceof Event.SessionEnded(var reason, var detail)) {
      endReason = reason.code();
      endDetail = detail;
    }
    return new Manifest(
        kind,
        id,
        state,
        1,
        description,
        startedAt,
        startedAt.plusNanos(durationMicros * 1_000),
        durationMicros,
        endReason,
        endDetail,
        "system",
        sealed ? -42 : 0,
        "gatescribe 0.1.0",
        events.size(),
        plainBytes,
        segments);
  }

  /** The body of an event as the writer encodes it. */
  public static ByteBuffer body(Event event) {
    ByteWriter head = new ByteWriter(64);
    ByteBuffer tail = EventCodec.encode(event, head);
    return ByteBuffer.allocate(head.length() + tail.remaining())
        .put(head.array(), 0, head.length())
        .put(tail.duplicate())
        .flip();
  }
}
