package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.HoldEntry;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.store.ObjectLockedException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Custody;
import dev.gatescribe.session.CustodyException;
import dev.gatescribe.session.CustodyException.Refusal;
import dev.gatescribe.session.Justification;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Holds and deletions of this process: people's, and by the same way those of retention. For each
 * recording one at a time, so that a hold comes before a deletion or after it, and never into the
 * middle.
 */
public final class RecordingCustody implements Custody {
  private static final System.Logger LOG = System.getLogger(RecordingCustody.class.getName());

  /** So many recordings are seen to at a time, so that a large one delays few others. */
  private static final int TURNS = 64;

  private final ObjectStore store;
  private final LiveFeed liveFeed;
  private final RetentionPolicy policy;
  private final SigningKey key;
  private final AuditLog auditLog;
  private final HoldLedger ledger;
  private final RecordingDeletion deletion;
  private final Clock clock;
  private final List<ReentrantLock> turns =
      Stream.generate(() -> new ReentrantLock(true)).limit(TURNS).toList();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param notes where unfinished deletions are noted on this machine
   * @param derived removes what was made of a recording
   */
  public RecordingCustody(
      ObjectStore store,
      LiveFeed liveFeed,
      RetentionPolicy policy,
      SigningKey key,
      AuditLog auditLog,
      Path notes,
      Derived derived,
      Clock clock) {
    this.store = store;
    this.liveFeed = liveFeed;
    this.policy = policy;
    this.key = key;
    this.auditLog = auditLog;
    this.ledger = new HoldLedger(store, key.publicKey());
    this.deletion =
        new RecordingDeletion(
            store, key, auditLog, new UnfinishedDeletions(notes), ledger, derived::forget, clock);
    this.clock = clock;
  }

  /** Removes what was made of a recording. */
  @FunctionalInterface
  public interface Derived {
    void forget(RecordingId id) throws IOException;
  }

  /** How many recordings were deleted since the start. */
  public long deleted() {
    return deleted.get();
  }

  /** How often the store refused a deletion since the start. */
  public long refused() {
    return refused.get();
  }

  @Override
  public void addHold(RecordingId id, String name, Justification why, Actor by)
      throws CustodyException {
    requireName(name);
    inTurn(
        id,
        () -> {
          requireThere(id);
          if (standing(id, name).isPresent()) {
            throw new CustodyException(
                Refusal.ALREADY_HELD, "the recording has a hold named " + name + " already");
          }
          auditHold(AuditAction.HOLD_ADDED, id, name, why, by);
          append(id, HoldEntry.Action.ADDED, name, why, by);
          setLegalHolds(id, true);
        });
  }

  @Override
  public void removeHold(RecordingId id, String name, Justification why, Actor by)
      throws CustodyException {
    requireName(name);
    inTurn(
        id,
        () -> {
          if (standing(id, name).isEmpty()) {
            throw new CustodyException(Refusal.NOT_HELD, "the recording has no hold named " + name);
          }
          auditHold(AuditAction.HOLD_REMOVED, id, name, why, by);
          append(id, HoldEntry.Action.REMOVED, name, why, by);
          if (ledger.standing(id).isEmpty()) {
            setLegalHolds(id, false);
          }
        });
  }

  @Override
  public void delete(RecordingId id, Justification why, Actor by) throws CustodyException {
    inTurn(
        id,
        () -> {
          requireThere(id);
          Instant now = clock.instant();
          Assessment assessment =
              Assessment.of(
                      catalog(RecordingKind.SESSION),
                      RecordingKind.SESSION,
                      id,
                      policy,
                      ledger,
                      now)
                  .orElseThrow(() ->
                      new CustodyException(
                          Refusal.NOT_FINISHED,
                          "the recording has no manifest: its session is running, its end is not"
                              + " stored yet, or it is being deleted"));
          requireNoHold(ledger.standing(id));
          if (now.isBefore(assessment.notBefore())) {
            throw new CustodyException(
                Refusal.MINIMUM_NOT_PASSED,
                "the recording is kept until "
                    + assessment.notBefore().truncatedTo(ChronoUnit.SECONDS)
                    + " at least (retention: "
                    + assessment.decision().because()
                    + ")");
          }
          remove(
              new RecordingDeletion.Order(
                  assessment, Deletion.Cause.OPERATOR, AuditedActor.of(by), why.text()),
              () -> {});
        });
  }

  /**
   * Deletes what retention found to be due, if it still is.
   *
   * @return whether it was deleted
   */
  boolean deleteDue(Assessment due, RecordingDeletion.Step step) throws CustodyException {
    boolean[] done = {false};
    inTurn(
        due.id(),
        () -> {
          if (due.kind() == RecordingKind.AUDIT || ledger.standing(due.id()).isEmpty()) {
            String maximum = due.decision().bounds().maximum().map(Object::toString).orElse("");
            remove(
                new RecordingDeletion.Order(
                    due,
                    Deletion.Cause.RETENTION,
                    AuditedActor.RETENTION,
                    "older than its maximum, " + maximum + " (" + due.decision().because() + ")"),
                step);
            done[0] = true;
          }
        });
    return done[0];
  }

  /** Goes on with deletions that were left half done. */
  void finishLeft(RecordingDeletion.Step step) throws IOException, CustodyException {
    for (RecordingDeletion.Left left : deletion.left()) {
      inTurn(left.id(), () -> finish(left, step));
    }
  }

  /** Goes on with a deletion of which only the store tells. */
  void finishFound(RecordingKind kind, RecordingId id, RecordingDeletion.Step step)
      throws CustodyException {
    inTurn(
        id,
        () -> {
          if (deletion.finishFound(kind, id, step)) {
            deleted.incrementAndGet();
          }
        });
  }

  private void finish(RecordingDeletion.Left left, RecordingDeletion.Step step)
      throws IOException, InterruptedException {
    try {
      deletion.finish(left, step);
      deleted.incrementAndGet();
    } catch (ObjectLockedException e) {
      refused.incrementAndGet();
      LOG.log(
          System.Logger.Level.WARNING,
          "recording {0} is only half deleted: {1}",
          left.id(),
          e.getMessage());
    }
  }

  /** Has the store itself keep the objects of what is held, also those that came since. */
  void keepHeld(RecordingDeletion.Step step) throws IOException, CustodyException {
    for (RecordingId id : ledger.all().keySet()) {
      inTurn(
          id,
          () -> {
            step.next();
            if (!ledger.standing(id).isEmpty()) { // It may just have been lifted.
              setLegalHolds(id, true);
            }
          });
    }
  }

  /** The holds, as they are believed here. */
  public HoldLedger ledger() {
    return ledger;
  }

  RecordingCatalog catalog(RecordingKind kind) {
    return new RecordingCatalog(store, kind);
  }

  RetentionPolicy policy() {
    return policy;
  }

  private void remove(RecordingDeletion.Order order, RecordingDeletion.Step step)
      throws IOException, RecordingException, InterruptedException, CustodyException {
    try {
      deletion.delete(order, step);
      deleted.incrementAndGet();
    } catch (ObjectLockedException e) {
      refused.incrementAndGet();
      LOG.log(
          System.Logger.Level.WARNING,
          "recording {0} is NOT deleted: {1}",
          order.assessment().id(),
          e.getMessage());
      auditLog.append(
          CustodyAudit.event(
              clock.instant(),
              AuditAction.RECORDING_DELETION_REFUSED,
              Refusal.STORE_LOCKED.code(),
              order.assessment().id(),
              order.assessment().manifest(),
              order.by(),
              String.valueOf(e.getMessage())));
      throw new CustodyException(Refusal.STORE_LOCKED, String.valueOf(e.getMessage()), e);
    }
  }

  private void requireThere(RecordingId id) throws IOException, CustodyException {
    if (liveFeed.recording(id).isEmpty()
        && store.children(ObjectNames.folder(RecordingKind.SESSION, id)).isEmpty()) {
      throw new CustodyException(Refusal.NO_SUCH_RECORDING, "there is no recording with this id");
    }
  }

  private static void requireName(String name) {
    if (!HOLD_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a hold");
    }
  }

  private static void requireNoHold(List<Hold> holds) throws CustodyException {
    if (!holds.isEmpty()) {
      Hold first = holds.getFirst();
      throw new CustodyException(
          Refusal.HELD,
          "the recording is held ("
              + first.name()
              + (holds.size() > 1 ? " and " + (holds.size() - 1) + " more" : "")
              + "): "
              + first.reason());
    }
  }

  private Optional<Hold> standing(RecordingId id, String name) throws IOException {
    return ledger.standing(id).stream().filter(hold -> hold.name().equals(name)).findFirst();
  }

  private void auditHold(
      AuditAction action, RecordingId id, String name, Justification why, Actor by)
      throws RecordingException {
    auditLog.append(
        CustodyAudit.event(
            clock.instant(), action, "", id, null, AuditedActor.of(by), name + ": " + why.text()));
  }

  private void append(
      RecordingId id, HoldEntry.Action action, String name, Justification why, Actor by)
      throws IOException {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ledger.append(id, action, name, at, by.name(), why.text(), key);
  }

  private void setLegalHolds(RecordingId id, boolean on) throws IOException {
    String folder = ObjectNames.folder(RecordingKind.SESSION, id);
    for (String part : store.children(folder)) {
      if (!part.endsWith("/") && !store.setLegalHold(folder + part, on)) {
        return; // This store has no such thing.
      }
    }
  }

  /** Something that may fail in all the ways that there are here. */
  private interface Action {
    void run() throws IOException, RecordingException, InterruptedException, CustodyException;
  }

  private void inTurn(RecordingId id, Action action) throws CustodyException {
    ReentrantLock turn = turns.get(Math.floorMod(id.hashCode(), TURNS));
    turn.lock();
    try {
      action.run();
    } catch (RecordingException e) {
      throw new CustodyException(
          Refusal.UNAVAILABLE, "the audit log cannot be written, so nothing is done", e);
    } catch (IOException e) {
      throw new CustodyException(
          Refusal.UNAVAILABLE,
          "a store that is needed cannot be used now; what was begun goes on later: "
              + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CustodyException(
          Refusal.UNAVAILABLE, "the gateway is stopping; what was begun goes on later", e);
    } finally {
      turn.unlock();
    }
  }
}
