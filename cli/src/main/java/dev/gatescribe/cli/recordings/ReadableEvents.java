package dev.gatescribe.cli.recordings;

import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of a recording until the first that is damaged, so that one bad bit hides not all. */
final class ReadableEvents {
  private final RecordingReader reader;
  private @Nullable DamagedRecordingException damage;

  ReadableEvents(RecordingReader reader) {
    this.reader = reader;
  }

  void forEach(Consumer<TimedEvent> consumer) throws IOException {
    try {
      reader.forEach(consumer);
    } catch (DamagedRecordingException e) {
      damage = e;
    }
  }

  /** What ended the events too early; null if nothing did. */
  @Nullable DamagedRecordingException damage() {
    return damage;
  }
}
