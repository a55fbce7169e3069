package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.custody.Deletions;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.CustodyCodec;
import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectLockedException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes one recording after the other. Whoever calls has decided that it may go.
 *
 * <pre>
 *   1. the store is asked whether it locks the manifest    refused: nothing has happened
 *   2. a note on this machine                              from here a restart goes on
 *   3. the audit event, with the manifest's hash
 *   4. the deletion, signed, into the store                from here nobody takes what is left for
 *                                                          a broken recording
 *   5. the manifest                                        what is left is no recording any more
 *   6. what was made of it, and the other objects
 *   7. the note goes
 * </pre>
 *
 * The manifest was stored last, so that of all objects its lock lasts longest: if it may go the
 * others may. Each step does nothing if it was done before.
 */
final class RecordingDeletion {
  private static final Logger LOG = System.getLogger(RecordingDeletion.class.getName());

  private final ObjectStore store;
  private final SigningKey key;
  private final AuditLog auditLog;
  private final UnfinishedDeletions unfinished;
  private final HoldLedger ledger;
  private final Derived derived;
  private final Clock clock;

  /** What was made of recordings. */
  @FunctionalInterface
  interface Derived {
    void forget(RecordingId id) throws IOException;
  }

  /** Is called before each object is touched. */
  @FunctionalInterface
  interface Step {
    void next() throws InterruptedException;
  }

  RecordingDeletion(
      ObjectStore store,
      SigningKey key,
      AuditLog auditLog,
      UnfinishedDeletions unfinished,
      HoldLedger ledger,
      Derived derived,
      Clock clock) {
    this.store = store;
    this.key = key;
    this.auditLog = auditLog;
    this.unfinished = unfinished;
    this.ledger = ledger;
    this.derived = derived;
    this.clock = clock;
  }

  /** What goes, who says so, and why. */
  record Order(Assessment assessment, Deletion.Cause cause, AuditedActor by, String reason) {}

  /**
   * Deletes a recording that has a manifest.
   *
   * @throws ObjectLockedException if the store refuses; as a rule nothing is gone then
   * @throws RecordingException if it cannot be audited; nothing is gone then
   * @throws IOException if the store cannot be reached; a later call or start goes on
   */
  void delete(Order order, Step step) throws IOException, RecordingException, InterruptedException {
    RecordingKind kind = order.assessment.kind();
    RecordingId id = order.assessment.id();
    String manifest = ObjectNames.manifest(kind, id);
    ObjectLock lock = store.lock(manifest);
    if (lock.forbidsAt(clock.instant())) {
      throw new ObjectLockedException(manifest, lock);
    }
    Deletion deletion =
        new Deletion(
            kind,
            id,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            order.cause,
            order.by.name(),
            order.reason,
            manifestHash(manifest));
    byte[] signed = CustodyCodec.encode(deletion, key);
    unfinished.begin(deletion, signed);
    auditLog.append(
        CustodyAudit.event(
            clock.instant(),
            AuditAction.RECORDING_DELETED,
            order.cause.code(),
            id,
            order.assessment.manifest(),
            order.by,
            order.reason + " (manifest sha256 " + deletion.manifestSha256() + ")"));
    remove(deletion, signed, step);
  }

  /** A deletion that has begun, and what is stored to say so. */
  static final class Left {
    private final Deletion deletion;
    private final byte[] signed;

    private Left(Deletion deletion, byte[] signed) {
      this.deletion = deletion;
      this.signed = signed;
    }

    RecordingId id() {
      return deletion.id();
    }
  }

  /** What a process before this one, or a store that was away, left half done. */
  List<Left> left() throws IOException {
    List<Left> left = new ArrayList<>();
    for (byte[] signed : unfinished.left()) {
      try {
        left.add(new Left(CustodyCodec.decodeDeletion(signed).deletion(), signed));
      } catch (FormatException e) {
        LOG.log(Level.ERROR, "a note of an unfinished deletion cannot be read", e);
      }
    }
    return left;
  }

  /** Goes on with it. */
  void finish(Left left, Step step) throws IOException, InterruptedException {
    Deletion deletion = left.deletion;
    boolean begun = Deletions.find(store, deletion.kind(), deletion.id()).isPresent();
    if (!begun && isHeld(deletion)) {
      // Nothing is gone yet, and somebody was faster.
      LOG.log(Level.INFO, "recording {0} is held now, and is not deleted", deletion.id());
      unfinished.finished(deletion.kind(), deletion.id());
      return;
    }
    LOG.log(Level.INFO, "the deletion of recording {0} goes on", deletion.id());
    remove(deletion, left.signed, step);
  }

  /**
   * Goes on with a deletion that only the store tells of, because the machine with the note is
   * lost.
   *
   * @return whether there was one, signed by this gateway
   */
  boolean finishFound(RecordingKind kind, RecordingId id, Step step)
      throws IOException, InterruptedException {
    Optional<CustodyCodec.SignedDeletion> found =
        Deletions.find(store, kind, id)
            .filter(deletion -> deletion.signer().equals(key.publicKey()));
    if (found.isPresent()) {
      removeObjects(found.get().deletion(), step);
    }
    return found.isPresent();
  }

  private boolean isHeld(Deletion deletion) throws IOException {
    return deletion.kind() == RecordingKind.SESSION && !ledger.standing(deletion.id()).isEmpty();
  }

  private void remove(Deletion deletion, byte[] signed, Step step)
      throws IOException, InterruptedException {
    RecordingKind kind = deletion.kind();
    RecordingId id = deletion.id();
    Optional<CustodyCodec.SignedDeletion> before = Deletions.find(store, kind, id);
    if (before.isEmpty()) {
      store.put(ObjectNames.deletion(kind, id), signed);
    }
    removeObjects(deletion, step);
  }

  private void removeObjects(Deletion deletion, Step step)
      throws IOException, InterruptedException {
    RecordingKind kind = deletion.kind();
    RecordingId id = deletion.id();
    step.next();
    store.delete(ObjectNames.manifest(kind, id));
    forgetEarly(kind, id);
    removeFolder(ObjectNames.folder(kind, id), step);
    forget(kind, id); // Once more: something may have been in the middle of being made.
    unfinished.finished(kind, id);
    LOG.log(Level.INFO, "recording {0} is deleted: {1}", id, deletion.cause().code());
  }

  /** What cannot be forgotten yet keeps no object of the recording from being deleted. */
  private void forgetEarly(RecordingKind kind, RecordingId id) {
    try {
      forget(kind, id);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "what was made of recording {0} cannot be removed yet: {1}",
          id,
          e.getMessage());
    }
  }

  private void forget(RecordingKind kind, RecordingId id) throws IOException {
    if (kind == RecordingKind.SESSION) {
      derived.forget(id);
    }
  }

  private void removeFolder(String folder, Step step) throws IOException, InterruptedException {
    for (String part : store.children(folder)) {
      if (part.endsWith("/")) {
        removeFolder(folder + part, step);
      } else {
        step.next();
        store.delete(folder + part);
      }
    }
  }

  private String manifestHash(String manifest) throws IOException {
    try {
      return Sha256.hex(store.get(manifest, ManifestCodec.MAX_BYTES));
    } catch (NoSuchFileException | UnreadableObjectException e) {
      return "";
    }
  }
}
