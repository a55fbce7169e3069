package dev.gatescribe.siem;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the audit log from any place on: what is stored from the object store, what is not yet from
 * the journal. Holds nothing itself; several may read at the same time.
 */
final class AuditTail {
  /** No batch has more events; with the bound on an event's size it bounds memory. */
  static final int BATCH_EVENTS = 500;

  private static final int PAGE = 1_000;

  private final RecordingCatalog catalog;
  private final Supplier<LiveRecording> live;

  /**
   * @param live the recording that audit events are written to now
   */
  AuditTail(ObjectStore store, Supplier<LiveRecording> live) {
    this.catalog = new RecordingCatalog(store, RecordingKind.AUDIT);
    this.live = live;
  }

  /**
   * What came out of one reading.
   *
   * @param entries in order; empty if nothing is there yet
   * @param next where to read on
   * @param skipped what could not be read and was left out, in one line; empty if nothing was
   * @param beyond where it goes on behind a recording that nobody writes and nobody has finished;
   *     null if there is nothing of the kind
   */
  record Batch(
      List<AuditEntry> entries,
      AuditPosition next,
      String skipped,
      @Nullable AuditPosition beyond) {
    Batch(List<AuditEntry> entries, AuditPosition next) {
      this(entries, next, "", null);
    }

    boolean isEmpty() {
      return entries.isEmpty() && skipped.isEmpty();
    }
  }

  /** The beginning of what is written now: where somebody starts who has never read. */
  AuditPosition beginningOfCurrent() {
    return AuditPosition.start(live.get().description().id());
  }

  /**
   * The events from a place on, up to a bound.
   *
   * @throws IOException if the store cannot be asked; the same place can be read again
   */
  Batch read(AuditPosition from) throws IOException {
    AuditPosition place = from;
    while (true) {
      LiveRecording current = live.get();
      boolean isCurrent = current.description().id().equals(place.recording());
      if (isCurrent) {
        List<TimedEvent> pending = current.pendingFrom(place.sequence());
        if (!pending.isEmpty() && pending.getFirst().sequence() == place.sequence()) {
          return batch(place, pending.iterator());
        }
      }
      Stored stored = stored(place);
      if (isCurrent || !stored.batch().isEmpty()) {
        return stored.batch();
      }
      RecordingId following = following(place.recording());
      if (following == null) {
        return stored.batch();
      }
      AuditPosition beyond = AuditPosition.start(following);
      if (!stored.complete()) {
        return new Batch(List.of(), stored.batch().next(), "", beyond);
      }
      place = beyond;
    }
  }

  /**
   * What the store has.
   *
   * @param complete whether nothing can follow in this recording
   */
  private record Stored(Batch batch, boolean complete) {}

  private Stored stored(AuditPosition place) throws IOException {
    try {
      RecordingReader reader = catalog.open(place.recording());
      boolean sealed = reader.manifest() != null;
      return new Stored(batch(place, reader.eventsFrom(place.sequence())), sealed);
    } catch (RecordingNotFoundException notStored) {
      // Not stored yet, or deleted: nobody can tell from here.
      return new Stored(new Batch(List.of(), place), false);
    } catch (DamagedRecordingException e) {
      return skip(place, e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof DamagedRecordingException damage) {
        return skip(place, damage);
      }
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  /** A damaged recording does not become whole; the events behind it are not kept back for it. */
  private Stored skip(AuditPosition place, DamagedRecordingException damage) throws IOException {
    RecordingId following = following(place.recording());
    if (following == null) {
      throw damage;
    }
    String skipped =
        "%s from event %d on: %s"
            .formatted(place.recording(), place.sequence(), damage.getMessage());
    return new Stored(new Batch(List.of(), AuditPosition.start(following), skipped, null), false);
  }

  private static Batch batch(AuditPosition from, Iterator<TimedEvent> events) {
    List<AuditEntry> entries = new ArrayList<>();
    long next = from.sequence();
    try {
      while (entries.size() < BATCH_EVENTS && events.hasNext()) {
        TimedEvent timed = events.next();
        next = timed.sequence() + 1;
        if (timed.event() instanceof Event.Audited(var event)) {
          entries.add(new AuditEntry(from.recording(), timed.sequence(), event));
        }
      }
    } catch (UncheckedIOException e) {
      if (entries.isEmpty()) {
        throw e;
      }
      // What came before it is whole; it is met again when it is the first to be read.
    }
    return new Batch(List.copyOf(entries), new AuditPosition(from.recording(), next));
  }

  /** The oldest recording that is younger than this one, be it stored or written now. */
  private @Nullable RecordingId following(RecordingId id) throws IOException {
    RecordingId current = live.get().description().id();
    RecordingId following = current.compareTo(id) > 0 ? current : null;
    RecordingId before = null;
    List<RecordingId> page;
    do {
      page = catalog.ids(PAGE, before);
      for (RecordingId candidate : page) {
        if (candidate.compareTo(id) <= 0) {
          return following;
        }
        if (following == null || candidate.compareTo(following) < 0) {
          following = candidate;
        }
        before = candidate;
      }
    } while (page.size() == PAGE);
    return following;
  }
}
