package dev.gatescribe.recording.coverage;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The stored recordings of the audit log, read event by event and each event once; what is stored
 * later is read the next time.
 */
public final class StoredAudit {
  private static final int PAGE = 1_000;

  private final RecordingCatalog catalog;
  private final Map<RecordingId, Long> nextSequences = new HashMap<>();
  private final Set<RecordingId> finished = new HashSet<>();
  private final Map<RecordingId, String> damaged = new TreeMap<>();

  public StoredAudit(ObjectStore store) {
    this.catalog = new RecordingCatalog(store, RecordingKind.AUDIT);
  }

  /**
   * Reads what was not read yet.
   *
   * @param from recordings that were begun before are left out
   * @param until recordings that were begun then or later are left out
   * @return whether nothing more can follow: all that were looked at are sealed
   * @throws IOException if the store cannot be asked; it is gone on with the next time
   */
  public boolean read(Instant from, Instant until, Consumer<AuditEvent> events) throws IOException {
    boolean complete = true;
    RecordingId before = null;
    List<RecordingId> page;
    do {
      page = catalog.ids(PAGE, before);
      for (RecordingId id : page) {
        if (id.createdAt().isBefore(from)) {
          return complete;
        }
        if (id.createdAt().isBefore(until) && !finished.contains(id)) {
          complete &= read(id, events);
        }
        before = id;
      }
    } while (page.size() == PAGE);
    return complete;
  }

  private boolean read(RecordingId id, Consumer<AuditEvent> events) throws IOException {
    try {
      RecordingReader reader = catalog.open(id);
      boolean sealed = reader.manifest() != null;
      Iterator<TimedEvent> rest = reader.eventsFrom(nextSequences.getOrDefault(id, 0L));
      while (rest.hasNext()) {
        TimedEvent timed = rest.next();
        if (timed.event() instanceof Event.Audited(AuditEvent event)) {
          events.accept(event);
        }
        nextSequences.put(id, timed.sequence() + 1);
      }
      if (sealed) {
        finish(id);
      }
      return sealed;
    } catch (DamagedRecordingException e) {
      return onDamaged(id, e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof DamagedRecordingException damage) {
        return onDamaged(id, damage);
      }
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    } catch (RecordingNotFoundException gone) {
      return true;
    }
  }

  /** The rest of it is not read again: it does not become whole. */
  private boolean onDamaged(RecordingId id, DamagedRecordingException damage) {
    damaged.put(id, String.valueOf(damage.getMessage()));
    finish(id);
    return true;
  }

  private void finish(RecordingId id) {
    finished.add(id);
    nextSequences.remove(id);
  }

  /** Whether there are any at all, which tells a store from an empty place. */
  public boolean isThere() throws IOException {
    return !catalog.ids(1, null).isEmpty();
  }

  /** Parts of the audit log that cannot be read, and why. */
  public Map<RecordingId, String> damaged() {
    return Map.copyOf(damaged);
  }
}
