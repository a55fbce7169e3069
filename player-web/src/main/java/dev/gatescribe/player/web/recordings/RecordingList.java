package dev.gatescribe.player.web.recordings;

import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is stored and what is being written, as one list. */
public final class RecordingList {
  private final RecordingCatalog catalog;
  private final LiveFeed liveFeed;
  private final HoldLedger ledger;

  public RecordingList(RecordingCatalog catalog, LiveFeed liveFeed) {
    this.ledger = catalog.holds();
    this.catalog = catalog;
    this.liveFeed = liveFeed;
  }

  /**
   * Recordings, newest first.
   *
   * @param next what to give as {@code before} for the ones before these; null at the end
   */
  public record RecordingPage(List<RecordingView> recordings, @Nullable String next) {}

  /**
   * At most {@code limit} recordings.
   *
   * @param before only ids older than this one; null for the newest
   */
  public RecordingPage page(int limit, @Nullable RecordingId before) throws IOException {
    TreeSet<RecordingId> ids = new TreeSet<>(Comparator.reverseOrder());
    for (LiveRecording live : liveFeed.recordings()) {
      RecordingId id = live.description().id();
      if (before == null || id.compareTo(before) < 0) {
        ids.add(id);
      }
    }
    // One more than asked for tells whether there is a next page.
    ids.addAll(catalog.ids(limit + 1, before));
    List<RecordingView> views = new ArrayList<>();
    Map<RecordingId, List<Hold>> held = ledger.standing(ids);
    for (RecordingId id : ids) {
      if (views.size() == limit) {
        return new RecordingPage(views, views.getLast().id());
      }
      views.add(view(id, held.getOrDefault(id, List.of())));
    }
    return new RecordingPage(views, null);
  }

  /**
   * One recording.
   *
   * @throws RecordingNotFoundException if it is neither stored nor being written
   */
  public RecordingView one(RecordingId id) throws IOException, RecordingNotFoundException {
    if (liveFeed.recording(id).isEmpty()) {
      catalog.open(id);
    }
    return view(id, ledger.standing(id));
  }

  private RecordingView view(RecordingId id, List<Hold> holds) throws IOException {
    Optional<LiveRecording> live = liveFeed.recording(id);
    return live.isPresent()
        ? RecordingView.of(live.get(), holds)
        : RecordingView.of(catalog.summary(id), holds);
  }
}
