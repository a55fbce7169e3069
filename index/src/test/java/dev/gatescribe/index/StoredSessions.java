package dev.gatescribe.index;

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
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A directory of sealed recordings, which get later one after the other. */
final class StoredSessions {
  private static final int EVENTS_IN_SEGMENT = 50;
  private static final RecordingKind KIND = RecordingKind.SESSION;

  private final Path root;
  private final DirectoryObjectStore store;
  private final SigningKey key = SigningKey.generate();
  private Instant clock = Instant.parse("2026-11-21T08:00:00Z");

  StoredSessions(Path root) {
    this.root = root;
    this.store = new DirectoryObjectStore(root);
  }

  RecordingCatalog catalog() {
    return RecordingCatalog.sessions(store);
  }

  /** A terminal session that shows these lines. */
  RecordingId terminal(String... lines) throws IOException {
    return terminalOf("alice", "web-1", lines);
  }

  RecordingId terminalOf(String principal, String target, String... lines) throws IOException {
    List<Event> events = new ArrayList<>();
    events.add(new Event.StreamOpened(1, StreamVisibility.CONTENT));
    events.add(new Event.TerminalOpened(1, "xterm", 80, 24));
    for (String line : lines) {
      events.add(new Event.Output(1, Content.of(line + "\r\n")));
    }
    return put(Protocol.SSH, principal, target, events);
  }

  /** A session of these events, one a second. */
  RecordingId put(Protocol protocol, String principal, String target, List<Event> events)
      throws IOException {
    clock = clock.plusSeconds(60);
    RecordingId id = RecordingId.create(clock);
    SessionDescription session =
        new SessionDescription(
            id, protocol, principal, target, "root", "192.0.2.1:5", "publickey k", "rule", clock);
    List<Event> all = new ArrayList<>(events);
    all.addFirst(new Event.SessionStarted(session));
    List<Manifest.Segment> segments = new ArrayList<>();
    String previous = SegmentHeader.NO_PREDECESSOR;
    long plain = 0;
    try (SegmentBuilder builder = new SegmentBuilder()) {
      for (int from = 0; from < all.size(); from += EVENTS_IN_SEGMENT) {
        int to = Math.min(all.size(), from + EVENTS_IN_SEGMENT);
        for (int i = from; i < to; i++) {
          builder.add(i, i * 1_000_000L, body(all.get(i)));
        }
        plain += builder.plainLength();
        int number = segments.size();
        byte[] segment = builder.build(id, number, 1, previous);
        previous = Sha256.hex(segment);
        store.put(ObjectNames.segment(KIND, id, number), segment);
        segments.add(
            new Manifest.Segment(
                number,
                ObjectNames.segmentFile(number),
                segment.length,
                previous,
                to - from,
                from,
                from * 1_000_000L,
                (to - 1) * 1_000_000L));
      }
    }
    Manifest manifest =
        new Manifest(
            KIND,
            id,
            Manifest.State.SEALED,
            1,
            session,
            clock,
            clock.plusSeconds(all.size()),
            all.size() * 1_000_000L,
            "client-closed",
            "",
            "system",
            0,
            "test",
            all.size(),
            plain,
            segments);
    store.put(ObjectNames.manifest(KIND, id), ManifestCodec.encode(manifest, key));
    return id;
  }

  /** Alters a stored segment. */
  void damage(RecordingId id, int segment) throws IOException {
    Path file = root.resolve(ObjectNames.segment(KIND, id, segment));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  void delete(RecordingId id) throws IOException {
    Path folder = root.resolve(ObjectNames.folder(KIND, id));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static ByteBuffer body(Event event) {
    ByteWriter head = new ByteWriter(64);
    ByteBuffer tail = EventCodec.encode(event, head);
    return ByteBuffer.allocate(head.length() + tail.remaining())
        .put(head.array(), 0, head.length())
        .put(tail.duplicate())
        .flip();
  }
}
