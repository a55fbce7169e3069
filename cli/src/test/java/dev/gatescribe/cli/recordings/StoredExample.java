package dev.gatescribe.cli.recordings;

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
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stored recording of a terminal session with a resize and an exit. */
public final class StoredExample {
  final SigningKey key = SigningKey.generate();
  final Path store;

  public StoredExample(Path store) {
    this.store = store;
  }

  /** Stores one and says its id. */
  public RecordingId store(Instant startedAt, String command) throws IOException {
    return store(
        startedAt,
        Protocol.SSH,
        List.of(
            new Event.StreamOpened(0, StreamVisibility.CONTENT),
            new Event.TerminalOpened(0, "xterm-256color", 80, 24),
            new Event.CommandStarted(0, Content.of(command)),
            new Event.Input(0, Content.of("typed")),
            new Event.Output(0, Content.of("Grüße\r\n\u001b]52;c;eA==\u0007")),
            new Event.TerminalResized(0, 100, 30),
            new Event.Exited(0, 3),
            new Event.StreamClosed(0)));
  }

  /** Stores a session in which these events happened, and says its id. */
  public RecordingId store(Instant startedAt, Protocol protocol, List<Event> happened)
      throws IOException {
    RecordingId id = RecordingId.create(startedAt);
    SessionDescription description =
        new SessionDescription(
            id,
            protocol,
            "ada",
            "web-1",
            "deploy",
            "192.0.2.7:50022",
            "publickey SHA256:abc",
            "engineers",
            startedAt);
    List<Event> events = new ArrayList<>();
    events.add(new Event.SessionStarted(description));
    events.addAll(happened);
    events.add(new Event.SessionEnded(EndReason.CLIENT_CLOSED, ""));
    write(RecordingKind.SESSION, id, description, startedAt, events);
    return id;
  }

  /** Stores a part of the audit log. */
  public void storeAudit(Instant startedAt, List<AuditEvent> audited) throws IOException {
    List<Event> events = new ArrayList<>();
    audited.forEach(event -> events.add(new Event.Audited(event)));
    events.add(new Event.SessionEnded(EndReason.GATEWAY_STOPPED, ""));
    write(RecordingKind.AUDIT, RecordingId.create(startedAt), null, startedAt, events);
  }

  private void write(
      RecordingKind kind,
      RecordingId id,
      @Nullable SessionDescription description,
      Instant startedAt,
      List<Event> events)
      throws IOException {
    long lastMicros = (events.size() - 1) * 1_000L;
    try (SegmentBuilder builder = new SegmentBuilder()) {
      ByteWriter head = new ByteWriter(64);
      long sequence = 0;
      for (Event event : events) {
        head.clear();
        head.putBytes(EventCodec.encode(event, head));
        builder.add(sequence, sequence * 1_000, ByteBuffer.wrap(head.array(), 0, head.length()));
        sequence++;
      }
      long plainBytes = builder.plainLength();
      byte[] segment = builder.build(id, 0, 1, SegmentHeader.NO_PREDECESSOR);
      DirectoryObjectStore objects = new DirectoryObjectStore(store);
      objects.put(ObjectNames.segment(kind, id, 0), segment);
      Manifest.Segment listed =
          new Manifest.Segment(
              0,
              ObjectNames.segmentFile(0),
              segment.length,
              Sha256.hex(segment),
              events.size(),
              0,
              0,
              lastMicros);
      Manifest manifest =
          new Manifest(
              kind,
              id,
              Manifest.State.SEALED,
              1,
              description,
              startedAt,
              startedAt.plusNanos(lastMicros * 1_000),
              lastMicros,
              EndReason.CLIENT_CLOSED.code(),
              "",
              "system",
              0,
              "test",
              events.size(),
              plainBytes,
              List.of(listed));
      objects.put(ObjectNames.manifest(kind, id), ManifestCodec.encode(manifest, key));
    }
  }
}
