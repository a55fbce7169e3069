package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The events of recordings as unbroken rows, whether they are stored or still being written. */
final class EventRow {
  private final RecordingCatalog catalog;
  private final LiveFeed liveFeed;

  EventRow(RecordingCatalog catalog, LiveFeed liveFeed) {
    this.catalog = catalog;
    this.liveFeed = liveFeed;
  }

  /** Whoever takes events. */
  interface Taker {
    /** Takes the next event and says true; or has had enough, leaves it, and says false. */
    boolean take(TimedEvent event);
  }

  /**
   * Gives the events from {@code from} on, until there are no more or the taker has had enough.
   *
   * @return whether the recording is being written, so that more may come
   * @throws RecordingNotFoundException if there is no such recording
   * @throws IOException if what is stored cannot be read; what lies before was given
   */
  boolean read(RecordingId id, long from, Taker taker)
      throws IOException, RecordingNotFoundException {
    // The live part is copied first: an event that is stored meanwhile is then seen twice and
    // taken once. The other way round it could be missed.
    Optional<LiveRecording> live = liveFeed.recording(id);
    List<TimedEvent> pending = live.map(feed -> feed.pendingFrom(from)).orElse(List.of());
    Row row = new Row(from, taker);
    if (pending.isEmpty() || pending.getFirst().sequence() > from) {
      readStored(id, row, live.isPresent());
    }
    pending.forEach(row::offer);
    return live.isPresent();
  }

  private void readStored(RecordingId id, Row row, boolean live)
      throws IOException, RecordingNotFoundException {
    try {
      Iterator<TimedEvent> stored = catalog.open(id).eventsFrom(row.expected);
      while (!row.enough && stored.hasNext()) {
        row.offer(stored.next());
      }
    } catch (RecordingNotFoundException e) {
      if (!live) {
        throw e;
      }
      // Nothing of a young session is stored yet.
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static final class Row {
    private final Taker taker;
    private long expected;
    private boolean enough;

    Row(long from, Taker taker) {
      this.expected = from;
      this.taker = taker;
    }

    void offer(TimedEvent event) {
      if (enough || event.sequence() != expected) {
        return;
      }
      enough = !taker.take(event);
      expected += enough ? 0 : 1;
    }
  }
}
