package dev.gatescribe.recording.read;

import dev.gatescribe.recording.custody.Deletions;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All recordings of one kind in a store, newest first. */
public final class RecordingCatalog {
  private final ObjectStore store;
  private final RecordingKind kind;

  public RecordingCatalog(ObjectStore store, RecordingKind kind) {
    this.store = store;
    this.kind = kind;
  }

  /** The catalog of sessions. */
  public static RecordingCatalog sessions(ObjectStore store) {
    return new RecordingCatalog(store, RecordingKind.SESSION);
  }

  /**
   * The ids of at most {@code limit} recordings, newest first.
   *
   * @param before only ids older than this one; null for the newest
   */
  public List<RecordingId> ids(int limit, @Nullable RecordingId before) throws IOException {
    List<RecordingId> ids = new ArrayList<>();
    if (limit <= 0) {
      return ids;
    }
    String newestDay = before == null ? null : ObjectNames.folder(kind, before);
    for (String year : newestFirst(kind.folder() + "/")) {
      for (String month : newestFirst(year)) {
        for (String day : newestFirst(month)) {
          if (newestDay != null && day.compareTo(newestDay) > 0) {
            continue;
          }
          for (String folder : newestFirst(day)) {
            RecordingId id = idOf(folder);
            if (id == null || (before != null && id.compareTo(before) >= 0)) {
              continue;
            }
            ids.add(id);
            if (ids.size() == limit) {
              return ids;
            }
          }
        }
      }
    }
    return ids;
  }

  /** The summaries of {@link #ids}. A damaged recording is a line that says so. */
  public List<RecordingSummary> page(int limit, @Nullable RecordingId before) throws IOException {
    List<RecordingSummary> page = new ArrayList<>();
    for (RecordingId id : ids(limit, before)) {
      page.add(summary(id));
    }
    return page;
  }

  /** What can be said of one recording; it is not checked whether there is anything stored. */
  public RecordingSummary summary(RecordingId id) throws IOException {
    try {
      return reader(id).summary();
    } catch (DamagedRecordingException e) {
      return new RecordingSummary(
          id, RecordingState.DAMAGED, null, 0, "", "", 0, 0, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The manifest of a recording; null if there is none, be it that nothing is stored.
   *
   * @throws DamagedRecordingException if it was altered
   */
  public @Nullable Manifest manifest(RecordingId id) throws IOException {
    return reader(id).manifest();
  }

  /**
   * Opens a recording for reading.
   *
   * @throws RecordingNotFoundException if nothing is stored under this id
   */
  public RecordingReader open(RecordingId id) throws IOException, RecordingNotFoundException {
    if (store.children(ObjectNames.folder(kind, id)).isEmpty()) {
      throw new RecordingNotFoundException(
          Deletions.find(store, kind, id)
              .map(signed -> "the recording " + id + " was " + signed.deletion().story())
              .orElse("no recording has the id " + id));
    }
    return reader(id);
  }

  /**
   * The one recording whose id is {@code text}, or begins or ends with it.
   *
   * @throws RecordingNotFoundException if there is none, or more than one
   */
  public RecordingId resolve(String text) throws IOException, RecordingNotFoundException {
    String wanted = text.toLowerCase(Locale.ROOT);
    if (wanted.length() == RecordingId.TEXT_LENGTH) {
      try {
        RecordingId id = RecordingId.parse(wanted);
        return open(id).id();
      } catch (IllegalArgumentException e) {
        throw new RecordingNotFoundException("not a recording id: " + text);
      }
    }
    List<RecordingId> matches =
        ids(Integer.MAX_VALUE, null).stream()
            .filter(id -> id.toString().startsWith(wanted) || id.toString().endsWith(wanted))
            .toList();
    if (wanted.isEmpty() || matches.isEmpty()) {
      throw new RecordingNotFoundException(
          "no recording has an id that begins or ends with "
              + (wanted.isEmpty() ? "nothing" : text));
    }
    if (matches.size() > 1) {
      throw new RecordingNotFoundException(
          matches.size() + " recordings match " + text + "; type more of the id");
    }
    return matches.getFirst();
  }

  /** The holds of these recordings, to be shown: removals are believed whoever signed them. */
  public HoldLedger holds() {
    return new HoldLedger(store, null);
  }

  private RecordingReader reader(RecordingId id) {
    return new RecordingReader(store, kind, id);
  }

  private List<String> newestFirst(String folder) throws IOException {
    return store.children(folder).reversed().stream()
        .filter(part -> part.endsWith("/"))
        .map(part -> folder + part)
        .toList();
  }

  /** The recording whose folder this is; null for one that somebody else made in the store. */
  private @Nullable RecordingId idOf(String folder) {
    String name = folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1);
    try {
      RecordingId id = RecordingId.parse(name.substring(0, name.length() - 1));
      return ObjectNames.folder(kind, id).equals(folder) ? id : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
