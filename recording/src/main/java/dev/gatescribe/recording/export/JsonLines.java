package dev.gatescribe.recording.export;

import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** Writes a recording as lines of JSON, one object for each event, oldest first. */
public final class JsonLines {
  private final RecordingReader recording;
  private final EventJson events;

  /**
   * @param withInput whether what the person typed into terminals is exported too
   */
  public JsonLines(RecordingReader recording, boolean withInput) {
    this.recording = recording;
    this.events = new EventJson(ContentJson.TEXT_OR_DATA, withInput);
  }

  /**
   * Writes all events that are stored.
   *
   * @throws IOException if the recording cannot be read or {@code out} cannot be written
   */
  public void write(Appendable out) throws IOException {
    try {
      Iterator<TimedEvent> stored = recording.eventsFrom(0);
      while (stored.hasNext()) {
        out.append(events.of(stored.next()).toString()).append('\n');
      }
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }
}
