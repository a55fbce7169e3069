package dev.gatescribe.recording.keyframe;

import dev.gatescribe.recording.derive.DerivedNames;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.keyframe.KeyFrameIndex.Entry;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a stream of a recording showed at a moment, at a cost that its length does not raise.
 */
public final class ScreenSeek {
  /**
   * More is not played from a frame to the moment: frames are closer together, unless their
   * recording is so long that they were thinned out, or it was made to be dear.
   */
  static final long PLAYED_MAX_BYTES = 16L * 1024 * 1024;

  private final ObjectStore store;

  public ScreenSeek(ObjectStore store) {
    this.store = store;
  }

  /**
   * What a stream showed.
   *
   * @param offsetMicros the moment that is shown: the one asked for, or an earlier one if too much
   *     lies between it and the key frame
   * @param next sequence number of the first event that is not shown
   */
  public record Moment(KeyFrame frame, long offsetMicros, long next) {}

  /**
   * What a stream showed at a moment.
   *
   * @return empty if there is no key frame before: the recording is played from its start
   * @throws DamagedRecordingException if key frames or recording were altered
   */
  public Optional<Moment> at(RecordingReader reader, int stream, long offsetMicros)
      throws IOException {
    KeyFrameIndex index = index(reader);
    Entry entry = index == null ? null : index.before(stream, offsetMicros);
    if (index == null || entry == null) {
      return Optional.empty();
    }
    KeyFrame frame = frame(reader, index.objects().get(entry.object()), entry);
    if (entry.closed()) {
      // Whatever comes is of other streams: it is gone on where the moment is.
      long next = Math.max(entry.sequence(), reader.sequenceNear(offsetMicros));
      return Optional.of(new Moment(frame, offsetMicros, next));
    }
    try {
      return Optional.of(
          play(reader.eventsFrom(entry.sequence()), frame, entry, stream, offsetMicros));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static Moment play(
      Iterator<TimedEvent> events, KeyFrame frame, Entry entry, int stream, long wantedMicros) {
    StreamScreen screen = StreamScreen.of(frame);
    long shownMicros = entry.offsetMicros();
    long next = entry.sequence();
    long bytes = 0;
    while (events.hasNext() && bytes < PLAYED_MAX_BYTES) {
      TimedEvent timed = events.next();
      if (timed.offsetMicros() > wantedMicros) {
        return new Moment(screen.frame(), wantedMicros, next);
      }
      if (StreamScreen.shownBy(timed.event()) == stream) {
        screen.show(timed.event());
      }
      bytes += KeyFrameDerivation.weight(timed.event());
      shownMicros = timed.offsetMicros();
      next = timed.sequence() + 1;
    }
    return new Moment(screen.frame(), events.hasNext() ? shownMicros : wantedMicros, next);
  }

  private @Nullable KeyFrameIndex index(RecordingReader reader) throws IOException {
    String name = DerivedNames.screenIndex(reader.id());
    try {
      return KeyFrameIndex.decode(reader.id(), store.get(name, KeyFrameIndex.MAX_BYTES));
    } catch (NoSuchFileException e) {
      return null;
    } catch (FormatException | UnreadableObjectException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
  }

  private KeyFrame frame(RecordingReader reader, String sha256, Entry entry) throws IOException {
    String name = DerivedNames.screenFrames(reader.id(), sha256);
    try {
      byte[] object = store.get(name, KeyFrameWriter.OBJECT_MAX_BYTES);
      if (!Sha256.hex(object).equals(sha256)) {
        throw new DamagedRecordingException(name, "the key frames were altered");
      }
      return KeyFrameCodec.decode(object, entry.position(), entry.length());
    } catch (NoSuchFileException e) {
      throw new DamagedRecordingException(name, "the key frames are missing");
    } catch (FormatException | UnreadableObjectException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
  }
}
