package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentBuilder;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Real recordings in a directory, and a feed of live ones that tests fill. */
final class StoredRecordings implements LiveFeed {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  final DirectoryObjectStore store;
  final RecordingCatalog catalog;
  private final SigningKey key = SigningKey.generate();
  private final Map<RecordingId, FakeLive> live = new TreeMap<>(Comparator.reverseOrder());

  StoredRecordings(Path directory) {
    store = new DirectoryObjectStore(directory);
    catalog = RecordingCatalog.sessions(store);
  }

  static SessionDescription description(RecordingId id) {
    return new SessionDescription(
        id,
        Protocol.SSH,
        "ada",
        "web-1",
        "deploy",
        "192.0.2.1:5",
        "publickey x",
        "all",
        id.createdAt());
  }

  static RecordingId idAt(long secondsAfterStart) {
    return RecordingId.create(START.plusSeconds(secondsAfterStart));
  }

  /** {@code SessionStarted}, then {@code count} outputs of {@code length} bytes, a second apart. */
  static List<TimedEvent> events(RecordingId id, int count, int length) {
    List<TimedEvent> events = new ArrayList<>();
    events.add(new TimedEvent(0, 0, new Event.SessionStarted(description(id))));
    for (int i = 1; i <= count; i++) {
      events.add(
          new TimedEvent(i, i * 1_000_000L, new Event.Output(0, Content.of(new byte[length]))));
    }
    return events;
  }

  /** Stores segments of the given sizes without a manifest, as while a session runs. */
  List<Manifest.Segment> storeSegments(RecordingId id, List<TimedEvent> events, int perSegment)
      throws IOException {
    List<Manifest.Segment> segments = new ArrayList<>();
    String previous = SegmentHeader.NO_PREDECESSOR;
    try (SegmentBuilder builder = new SegmentBuilder()) {
      for (int from = 0; from < events.size(); from += perSegment) {
        List<TimedEvent> part = events.subList(from, Math.min(events.size(), from + perSegment));
        for (TimedEvent event : part) {
          builder.add(event.sequence(), event.offsetMicros(), body(event.event()));
        }
        int number = segments.size();
        byte[] bytes = builder.build(id, number, 1, previous);
        store.put(ObjectNames.segment(RecordingKind.SESSION, id, number), bytes);
        previous = Sha256.hex(bytes);
        segments.add(
            new Manifest.Segment(
                number,
                ObjectNames.segmentFile(number),
                bytes.length,
                previous,
                part.size(),
                part.getFirst().sequence(),
                part.getFirst().offsetMicros(),
                part.getLast().offsetMicros()));
      }
    }
    return segments;
  }

  void seal(RecordingId id, List<TimedEvent> events, int perSegment) throws IOException {
    List<Manifest.Segment> segments = storeSegments(id, events, perSegment);
    long duration = events.getLast().offsetMicros();
    Manifest manifest =
        new Manifest(
            RecordingKind.SESSION,
            id,
            Manifest.State.SEALED,
            1,
            description(id),
            id.createdAt(),
            id.createdAt().plusNanos(duration * 1000),
            duration,
            EndReason.CLIENT_CLOSED.code(),
            "",
            "system",
            0,
            "test",
            events.size(),
            1,
            segments);
    store.put(ObjectNames.manifest(RecordingKind.SESSION, id), ManifestCodec.encode(manifest, key));
  }

  private static ByteBuffer body(Event event) {
    ByteWriter head = new ByteWriter(64);
    ByteBuffer tail = EventCodec.encode(event, head);
    ByteBuffer body = ByteBuffer.allocate(head.length() + tail.remaining());
    return body.put(head.array(), 0, head.length()).put(tail).flip();
  }

  void live(RecordingId id, List<TimedEvent> pending) {
    live.put(id, new FakeLive(description(id), pending));
  }

  void ended(RecordingId id) {
    live.remove(id);
  }

  @Override
  public List<LiveRecording> recordings() {
    return List.copyOf(live.values());
  }

  @Override
  public Optional<LiveRecording> recording(RecordingId id) {
    return Optional.ofNullable(live.get(id));
  }

  private record FakeLive(SessionDescription description, List<TimedEvent> pending)
      implements LiveRecording {
    @Override
    public long elapsedMicros() {
      return 90_000_000;
    }

    @Override
    public List<TimedEvent> pendingFrom(long sequence) {
      return pending.stream().filter(event -> event.sequence() >= sequence).toList();
    }
  }
}
