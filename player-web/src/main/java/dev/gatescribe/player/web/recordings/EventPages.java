package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  private final EventRow events;

  public EventPages(RecordingCatalog catalog, LiveFeed liveFeed) {
    this.events = new EventRow(catalog, liveFeed);
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
    Page page = new Page(from, Math.min(limit, PAGE_MAX_EVENTS));
    boolean live;
    try {
      live = events.read(id, from, page);
    } catch (IOException e) {
      // What was read before the damage is answered; the next request meets the damage first.
      if (page.events.isEmpty()) {
        throw e;
      }
      return new EventPage(List.copyOf(page.events), page.expected, false);
    }
    boolean more = page.full || live;
    return new EventPage(List.copyOf(page.events), more ? page.expected : null, live);
  }

  /** How many bytes of content an event brings into an answer. */
  private static long contentLength(Event event) {
    // Of input only the length is told, so it brings nothing.
    return event instanceof ContentBearing bearing
            && bearing.content() instanceof Content.Clear clear
            && !(event instanceof Event.Input || event instanceof Event.UnknownEvent)
        ? clear.length()
        : 0;
  }

  private static final class Page implements EventRow.Taker {
    private final List<TimedEvent> events = new ArrayList<>();
    private final int limit;
    private long expected;
    private long contentBytes;
    private boolean full;

    Page(long from, int limit) {
      this.expected = from;
      this.limit = limit;
    }

    /** Takes the event if the page has room; one event always fits. */
    @Override
    public boolean take(TimedEvent event) {
      long length = contentLength(event.event());
      full =
          !events.isEmpty()
              && (events.size() >= limit || contentBytes + length > PAGE_MAX_CONTENT_BYTES);
      if (!full) {
        events.add(event);
        contentBytes += length;
        expected = event.sequence() + 1;
      }
      return !full;
    }
  }
}
