package dev.gatescribe.recording.keyframe;

import dev.gatescribe.recording.derive.Derivation;
import dev.gatescribe.recording.derive.DerivedNames;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the key frames of sealed recordings. */
public final class KeyFrameDerivation implements Derivation {
  /**
   * As a seek plays on from a key frame, it reads about so much content. Four MiB are one segment
   * of the usual size, which has to be read anyway.
   */
  static final long FRAME_EVERY_BYTES = 4L * 1024 * 1024;

  /**
   * A quiet session has a segment a minute, and each that a seek reads is a request to the store.
   * Without anything happening there is no frame.
   */
  static final long FRAME_EVERY_MICROS = 60_000_000;

  /** After so many frames they become half as frequent, so that the index stays bounded. */
  static final int FRAMES_PER_SPACING = 16 * 1024;

  /** Screens are memory; of streams open beyond these nothing is kept. */
  static final int SCREENS_MAX = 64;

  private final ObjectStore store;
  private final RecordingCatalog recordings;

  public KeyFrameDerivation(ObjectStore store) {
    this.store = store;
    this.recordings = RecordingCatalog.sessions(store);
  }

  @Override
  public String name() {
    return "key-frames";
  }

  @Override
  public List<RecordingId> missing(List<RecordingId> sealed) throws IOException {
    Map<String, Set<String>> days = new HashMap<>();
    List<RecordingId> missing = new ArrayList<>();
    for (RecordingId id : sealed) {
      String day = DerivedNames.screenIndexesOfDay(id);
      Set<String> made = days.get(day);
      if (made == null) {
        made = new HashSet<>(store.children(day));
        days.put(day, made);
      }
      if (!made.contains(id + "/")) {
        missing.add(id);
      }
    }
    return missing;
  }

  @Override
  public void derive(RecordingId id) throws IOException {
    if (missing(List.of(id)).isEmpty()) {
      return;
    }
    RecordingReader reader;
    try {
      reader = recordings.open(id);
    } catch (RecordingNotFoundException e) {
      throw new IOException(e);
    }
    if (reader.manifest() == null) {
      throw new IOException("recording " + id + " is not sealed");
    }
    try {
      new Making(new KeyFrameWriter(store, id)).play(reader.eventsFrom(0));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  @Override
  public void forget(RecordingId id) throws IOException {
    for (String folder : DerivedNames.folders(id)) {
      for (String object : store.children(folder)) {
        store.delete(folder + object);
      }
    }
  }

  /** How much reading an event costs a seek that passes it. */
  static long weight(Event event) {
    return event instanceof ContentBearing bearing
            && bearing.content() instanceof Content.Clear(var bytes)
        ? bytes.remaining()
        : 0;
  }

  private static final class Making {
    private final KeyFrameWriter writer;
    private final Map<Integer, StreamScreen> screens = new HashMap<>();
    private long bytes;
    private long lastMicros;

    Making(KeyFrameWriter writer) {
      this.writer = writer;
    }

    void play(Iterator<TimedEvent> events) throws IOException {
      while (events.hasNext()) {
        TimedEvent timed = events.next();
        show(timed.event());
        bytes += weight(timed.event());
        long next = timed.sequence() + 1;
        long now = timed.offsetMicros();
        if (timed.event() instanceof Event.StreamClosed(var stream)) {
          StreamScreen closed = screens.remove(stream);
          if (closed != null && hasRoom()) {
            writer.keep(stream, closed, true, next, now);
          }
        }
        int spacing = 1 << (writer.count() / FRAMES_PER_SPACING);
        if (bytes >= FRAME_EVERY_BYTES * spacing
            || now - lastMicros >= FRAME_EVERY_MICROS * spacing) {
          keepAll(next, now);
        }
      }
      writer.finish();
    }

    private void show(Event event) {
      int stream = StreamScreen.shownBy(event);
      if (stream < 0) {
        return;
      }
      StreamScreen screen = screens.get(stream);
      if (screen == null && screens.size() < SCREENS_MAX) {
        screen = StreamScreen.begun();
        screens.put(stream, screen);
      }
      if (screen != null) {
        screen.show(event);
      }
    }

    private void keepAll(long next, long now) throws IOException {
      for (var open : screens.entrySet()) {
        if (hasRoom()) {
          writer.keep(open.getKey(), open.getValue(), false, next, now);
        }
      }
      bytes = 0;
      lastMicros = now;
    }

    private boolean hasRoom() {
      return writer.count() < KeyFrameIndex.ENTRIES_MAX;
    }
  }
}
