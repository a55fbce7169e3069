package dev.gatescribe.testbed.bench;

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
import dev.gatescribe.session.EndReason;
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

/**
 * Writes one long session as the recorder would store it: a segment holds 4 MiB before compression,
 * or what happened in a minute. Nothing is flushed, since it can be made again.
 */
final class LongRecording implements AutoCloseable {
  static final int STREAM = 0;

  private static final RecordingKind KIND = RecordingKind.SESSION;
  private static final int SEGMENT_BYTES = 4 * 1024 * 1024;
  private static final long SEGMENT_MICROS = 60_000_000;

  private final Path store;
  private final SessionDescription description;
  private final SegmentBuilder builder = new SegmentBuilder();
  private final List<Manifest.Segment> segments = new ArrayList<>();
  private String previous = SegmentHeader.NO_PREDECESSOR;
  private long plainBytes;
  private long sequence;
  private long nowMicros;

  LongRecording(Path store, Instant startedAt) throws IOException {
    this.store = store;
    this.description =
        new SessionDescription(
            RecordingId.create(startedAt),
            Protocol.SSH,
            "somebody",
            "host",
            "root",
            "127.0.0.1:1",
            "publickey",
            "all",
            startedAt);
    Files.createDirectories(store.resolve(ObjectNames.folder(KIND, id())));
    add(new Event.SessionStarted(description));
    add(new Event.StreamOpened(STREAM, StreamVisibility.CONTENT));
    add(new Event.TerminalOpened(STREAM, "xterm-256color", 120, 36));
    add(new Event.ShellStarted(STREAM));
  }

  RecordingId id() {
    return description.id();
  }

  long nowMicros() {
    return nowMicros;
  }

  void pass(long micros) {
    nowMicros += micros;
  }

  void output(byte[] bytes) throws IOException {
    add(new Event.Output(STREAM, Content.of(bytes)));
  }

  /** Seals it. */
  void seal(SigningKey key) throws IOException {
    add(new Event.StreamClosed(STREAM));
    add(new Event.SessionEnded(EndReason.CLIENT_CLOSED, ""));
    cut();
    Manifest manifest =
        new Manifest(
            KIND,
            id(),
            Manifest.State.SEALED,
            1,
            description,
            description.startedAt(),
            description.startedAt().plusNanos(nowMicros * 1000),
            nowMicros,
            EndReason.CLIENT_CLOSED.code(),
            "",
            "system",
            0,
            "gatescribe bench seek",
            sequence,
            plainBytes,
            segments);
    Files.write(
        store.resolve(ObjectNames.manifest(KIND, id())), ManifestCodec.encode(manifest, key));
  }

  @Override
  public void close() {
    builder.close();
  }

  private void add(Event event) throws IOException {
    if (builder.events() > 0
        && (builder.plainLength() >= SEGMENT_BYTES
            || nowMicros - builder.firstOffsetMicros() >= SEGMENT_MICROS)) {
      cut();
    }
    ByteWriter head = new ByteWriter(64);
    ByteBuffer tail = EventCodec.encode(event, head);
    ByteBuffer body =
        ByteBuffer.allocate(head.length() + tail.remaining())
            .put(head.array(), 0, head.length())
            .put(tail.duplicate())
            .flip();
    builder.add(sequence++, nowMicros, body);
  }

  private void cut() throws IOException {
    int number = segments.size();
    int events = builder.events();
    long firstSequence = builder.firstSequence();
    long firstMicros = builder.firstOffsetMicros();
    long lastMicros = builder.lastOffsetMicros();
    plainBytes += builder.plainLength();
    byte[] bytes = builder.build(id(), number, 1, previous);
    previous = Sha256.hex(bytes);
    Files.write(store.resolve(ObjectNames.segment(KIND, id(), number)), bytes);
    segments.add(
        new Manifest.Segment(
            number,
            ObjectNames.segmentFile(number),
            bytes.length,
            previous,
            events,
            firstSequence,
            firstMicros,
            lastMicros));
  }
}
