package dev.gatescribe.server;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.derive.Derivations;
import dev.gatescribe.recorder.retention.RecordingCustody;
import dev.gatescribe.recorder.retention.Retention;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Custody;
import java.time.Clock;

/** Holds, deletion and retention of this process, put together. */
final class Keeping implements AutoCloseable {
  private final RecordingCustody custody;
  private final Retention retention;

  /** Starts to look for what is due. */
  Keeping(
      ServerConfiguration configuration,
      ObjectStore store,
      JournalRecorder recorder,
      Derivations derivations,
      SigningKey key,
      AuditLog auditLog,
      Clock clock) {
    this.custody =
        new RecordingCustody(
            store,
            recorder,
            configuration.retention().policy(),
            key,
            auditLog,
            configuration.data().deletions(),
            derivations::forget,
            clock);
    this.retention = new Retention(custody, configuration.retention().pace(), clock);
  }

  Custody custody() {
    return custody;
  }

  HoldLedger holds() {
    return custody.ledger();
  }

  /** Something that deletions may wait for is there again. */
  void goOn() {
    retention.goOn();
  }

  /** How many recordings were deleted since the start. */
  long deleted() {
    return custody.deleted();
  }

  /** How often the store's own lock refused a deletion since the start. */
  long refused() {
    return custody.refused();
  }

  /** How often something else kept retention from its work. */
  long failures() {
    return retention.failures();
  }

  @Override
  public void close() {
    retention.close();
  }
}
