package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What retention says of one recording.
 *
 * @param manifest null if it cannot be read
 * @param notBefore nobody deletes it before this time
 * @param due when it goes by itself; empty for never
 * @param holds what keeps it; looked up only for what would otherwise go
 */
public record Assessment(
    RecordingKind kind,
    RecordingId id,
    @Nullable Manifest manifest,
    RetentionPolicy.Decision decision,
    Instant notBefore,
    Optional<Instant> due,
    List<Hold> holds) {

  /** Whether it is past its maximum, held or not. */
  public boolean isPastMaximum(Instant now) {
    return due.filter(time -> !now.isBefore(time)).isPresent();
  }

  /**
   * Asks the store about a recording.
   *
   * @return empty if it has no manifest: it is being written, waits in a journal, is being deleted
   *     or was broken off, and retention does not touch it
   * @throws IOException if the store cannot be read
   */
  static Optional<Assessment> of(
      RecordingCatalog catalog,
      RecordingKind kind,
      RecordingId id,
      RetentionPolicy policy,
      HoldLedger ledger,
      Instant now)
      throws IOException {
    Manifest manifest;
    try {
      manifest = catalog.open(id).manifest();
      if (manifest == null) {
        return Optional.empty();
      }
    } catch (RecordingNotFoundException e) {
      return Optional.empty();
    } catch (DamagedRecordingException e) {
      manifest = null;
    }
    RetentionPolicy.Decision decision = decision(policy, kind, manifest);
    Instant end = manifest == null ? id.createdAt() : manifest.endedAt();
    Instant notBefore = end.plus(decision.bounds().minimum());
    Optional<Instant> due = decision.bounds().maximum().map(end::plus);
    boolean wouldGo = due.filter(time -> !now.isBefore(time)).isPresent();
    return Optional.of(
        new Assessment(
            kind,
            id,
            manifest,
            decision,
            notBefore,
            due,
            wouldGo && kind == RecordingKind.SESSION ? ledger.standing(id) : List.of()));
  }

  private static RetentionPolicy.Decision decision(
      RetentionPolicy policy, RecordingKind kind, @Nullable Manifest manifest) {
    return switch (kind) {
      case AUDIT -> policy.forAudit();
      case SESSION -> {
        if (manifest == null) {
          yield policy.forUnreadable();
        }
        var session = manifest.session();
        // A truncated session whose opening was lost says nothing of its labels.
        yield session == null ? policy.forUnreadable() : policy.forSession(labels(session));
      }
    };
  }

  private static Labels labels(dev.gatescribe.session.SessionDescription session) {
    return session.labels();
  }
}
