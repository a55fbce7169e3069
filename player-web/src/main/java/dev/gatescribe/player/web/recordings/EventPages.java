package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cuts the events of a recording into pages, whether they are stored or still being written. */
public final class EventPages {
  /**
   * A page ends when its content is as long as this. A browser decodes a mebibyte without a pause
   * that is felt, and an answer never grows with the recording.
   */
  static final long PAGE_MAX_CONTENT_BYTES = 1024 * 1024;

  /** So that a page of keystrokes does not grow either. */
  static final int PAGE_MAX_EVENTS = 5_000;

  private final RecordingCatalog catalog;
  private final LiveFeed liveFeed;

  public EventPages(RecordingCatalog catalog, LiveFeed liveFeed) {
    this.catalog = catalog;
    this.liveFeed = liveFeed;
  }

  /**
   * Some events in an unbroken row.
   *
   * @param next the sequence number to ask for next; null when there is nothing more and nothing
   *     more will come
   * @param live whether more may come
   */
  public record EventPage(List<TimedEvent> events, @Nullable Long next, boolean live) {}

  /**
   * The events from {@code from} on, at most {@code limit} and as many as a page holds.
   *
   * @throws RecordingNotFoundException if there is no such recording
   * @throws IOException if what is stored cannot be read
   */
  public EventPage page(RecordingId id, long from, int limit)
      throws IOException, RecordingNotFoundException {
    // The live part is copied first: an event that is stored meanwhile is then seen twice and
    // taken once. The other way round it could be missed.
    Optional<LiveRecording> live = liveFeed.recording(id);
    List<TimedEvent> pending = live.map(feed -> feed.pendingFrom(from)).orElse(List.of());
    Page page = new Page(from, Math.min(limit, PAGE_MAX_EVENTS));
    if (pending.isEmpty() || pending.getFirst().sequence() > from) {
      addStored(id, page, live.isPresent());
    }
    pending.forEach(page::offer);
    boolean more = page.full || live.isPresent();
    return new EventPage(List.copyOf(page.events), more ? page.expected : null, live.isPresent());
  }

  private void addStored(RecordingId id, Page page, boolean live)
      throws IOException, RecordingNotFoundException {
    try {
      Iterator<TimedEvent> stored = catalog.open(id).eventsFrom(page.expected);
      while (!page.full && stored.hasNext()) {
        page.offer(stored.next());
      }
    } catch (RecordingNotFoundException e) {
      if (!live) {
        throw e;
      }
      // Nothing of a young session is stored yet.
    } catch (UncheckedIOException e) {
      // What was read before the damage is answered; the next request meets the damage first.
      if (page.events.isEmpty()) {
        throw e.getCause() == null ? new IOException(e) : e.getCause();
      }
      page.full = true;
    }
  }

  private static final class Page {
    private final List<TimedEvent> events = new ArrayList<>();
    private final int limit;
    private long expected;
    private long contentBytes;
    private boolean full;

    Page(long from, int limit) {
      this.expected = from;
      this.limit = limit;
    }

    /** Takes the event if it is the next one and the page has room; one event always fits. */
    void offer(TimedEvent event) {
      if (full || event.sequence() != expected) {
        return;
      }
      long length = EventJson.contentLength(event.event());
      if (!events.isEmpty()
          && (events.size() >= limit || contentBytes + length > PAGE_MAX_CONTENT_BYTES)) {
        full = true;
        return;
      }
      events.add(event);
      contentBytes += length;
      expected++;
    }
  }
}
