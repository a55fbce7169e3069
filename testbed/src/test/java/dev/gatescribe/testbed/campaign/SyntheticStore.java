package dev.gatescribe.testbed.campaign;

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
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Writes synthetic sessions as the recorder would have stored them, signed. */
final class SyntheticStore {
  private static final long EVENT_EVERY_MICROS = 500_000;
  private static final RecordingKind KIND = RecordingKind.SESSION;

  private final Path store;
  private final SigningKey key;

  SyntheticStore(Path store, SigningKey key) {
    this.store = store;
    this.key = key;
  }

  /** Writes so many; nothing is flushed, since they can be made again. */
  void write(SyntheticText text, long seed, int sessions) {
    IntStream.range(0, sessions)
        .parallel()
        .forEach(number -> {
          try {
            write(new SyntheticSession(text, seed, number));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void write(SyntheticSession session) throws IOException {
    RecordingId id = session.description().id();
    List<Event> events = session.events();
    events.add(new Event.SessionEnded(EndReason.CLIENT_CLOSED, ""));
    long duration = (events.size() - 1) * EVENT_EVERY_MICROS;
    byte[] segment;
    long plainBytes;
    try (SegmentBuilder builder = new SegmentBuilder()) {
      for (int i = 0; i < events.size(); i++) {
        builder.add(i, i * EVENT_EVERY_MICROS, body(events.get(i)));
      }
      plainBytes = builder.plainLength();
      segment = builder.build(id, 0, 1, SegmentHeader.NO_PREDECESSOR);
    }
    Manifest manifest =
        new Manifest(
            KIND,
            id,
            Manifest.State.SEALED,
            1,
            session.description(),
            session.description().startedAt(),
            session.description().startedAt().plusNanos(duration * 1000),
            duration,
            EndReason.CLIENT_CLOSED.code(),
            "",
            "system",
            0,
            "gatescribe campaign search",
            events.size(),
            plainBytes,
            List.of(
                new Manifest.Segment(
                    0,
                    ObjectNames.segmentFile(0),
                    segment.length,
                    Sha256.hex(segment),
                    events.size(),
                    0,
                    0,
                    duration)));
    Files.createDirectories(store.resolve(ObjectNames.folder(KIND, id)));
    Files.write(store.resolve(ObjectNames.segment(KIND, id, 0)), segment);
    Files.write(store.resolve(ObjectNames.manifest(KIND, id)), ManifestCodec.encode(manifest, key));
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
