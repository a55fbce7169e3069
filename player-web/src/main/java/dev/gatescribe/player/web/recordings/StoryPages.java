package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.story.Storyteller;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stories of a recording into pages.
 *
 * <p>A story leans on events long before it, so a page cannot begin in the middle of a recording.
 * Where a page ended is remembered with all that is needed to go on; whoever asks for a place that
 * is not remembered waits until the recording was read up to it.
 */
public final class StoryPages<S> {
  static final int PAGE_MAX_STORIES = 500;

  /** A page ends when what it keeps of contents is as long as this, as a page of events does. */
  static final long PAGE_MAX_CONTENT_BYTES = 1024 * 1024;

  /** More that run at once nobody looks at; the others are told when they end. */
  static final int MOST_RUNNING = 100;

  /** For a few viewers at a time; a place takes up to some tens of mebibytes. */
  static final int MOST_PLACES = 4;

  private final EventRow events;
  private final Supplier<Storyteller<S>> tellers;
  private final ToLongFunction<S> keptBytes;
  private final Map<PlaceName, Place<S>> places = new LinkedHashMap<>();

  /**
   * @param keptBytes how much of the recording's content a story keeps
   */
  public StoryPages(
      RecordingCatalog catalog,
      LiveFeed liveFeed,
      Supplier<Storyteller<S>> tellers,
      ToLongFunction<S> keptBytes) {
    this.events = new EventRow(catalog, liveFeed);
    this.tellers = tellers;
    this.keptBytes = keptBytes;
  }

  /**
   * Some stories.
   *
   * @param stories to which nothing will be added, in the order in which that was certain
   * @param running to which something may be added yet; only when all others were told
   * @param next what to ask for next; null when nothing more will come
   * @param live whether the recording is being written
   */
  public record StoryPage<S>(List<S> stories, List<S> running, @Nullable Long next, boolean live) {}

  /**
   * The stories from the one that was told as number {@code from} on, counted from 0.
   *
   * @throws RecordingNotFoundException if there is no such recording
   * @throws IOException if what is stored cannot be read
   */
  public StoryPage<S> page(RecordingId id, long from, int limit)
      throws IOException, RecordingNotFoundException {
    Place<S> place = take(id, from);
    Page page = new Page(place, from, Math.min(limit, PAGE_MAX_STORIES));
    boolean live = false;
    try {
      if (page.drain()) {
        live = events.read(id, place.nextSequence, page);
        if (page.drain() && !live) {
          page.end();
        }
      }
    } catch (IOException e) {
      // What was read before the damage is answered; the next request meets the damage first.
      page.end();
      if (page.stories.isEmpty()) {
        throw e;
      }
      page.full = true;
    }
    List<S> running =
        page.full ? List.of() : place.teller.open().stream().limit(MOST_RUNNING).toList();
    boolean more = page.full || live;
    long next = place.told;
    if (more) {
      keep(new PlaceName(id, next), place);
    }
    return new StoryPage<>(List.copyOf(page.stories), running, more ? next : null, live);
  }

  private synchronized Place<S> take(RecordingId id, long from) {
    Place<S> place = places.remove(new PlaceName(id, from));
    return place == null ? new Place<>(tellers.get()) : place;
  }

  private synchronized void keep(PlaceName name, Place<S> place) {
    places.remove(name);
    places.put(name, place);
    if (places.size() > MOST_PLACES) {
      places.remove(places.keySet().iterator().next());
    }
  }

  private record PlaceName(RecordingId id, long told) {}

  /** Where the telling of a recording stands. */
  private static final class Place<S> {
    private final Storyteller<S> teller;
    private final Deque<S> surplus = new ArrayDeque<>();
    private long nextSequence;
    private long told;

    Place(Storyteller<S> teller) {
      this.teller = teller;
    }
  }

  private final class Page implements EventRow.Taker {
    private final Place<S> place;
    private final long from;
    private final int limit;
    private final List<S> stories = new ArrayList<>();
    private long contentBytes;
    private boolean full;

    Page(Place<S> place, long from, int limit) {
      this.place = place;
      this.from = from;
      this.limit = limit;
    }

    @Override
    public boolean take(TimedEvent event) {
      if (!drain()) {
        return false;
      }
      place.teller.accept(event, place.surplus::add);
      place.nextSequence = event.sequence() + 1;
      return true;
    }

    void end() {
      place.teller.end(place.surplus::add);
      drain();
    }

    /** Moves what was told onto the page; false if it does not take all of it. */
    boolean drain() {
      while (!full && !place.surplus.isEmpty()) {
        S story = place.surplus.getFirst();
        long bytes = keptBytes.applyAsLong(story);
        full =
            stories.size() >= limit
                || (!stories.isEmpty() && contentBytes + bytes > PAGE_MAX_CONTENT_BYTES);
        if (!full) {
          place.surplus.removeFirst();
          if (place.told++ >= from) {
            stories.add(story);
            contentBytes += bytes;
          }
        }
      }
      return !full;
    }
  }
}
