package dev.gatescribe.recorder;

import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The audit log as a row of recordings: journalled, chained, signed and stored like sessions. A new
 * one begins at each start and once a day, and after one that failed.
 */
final class JournaledAuditLog implements AuditLog {
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Opener opener;
  private final Clock clock;
  private volatile JournalRecording current;
  private Instant openedAt;
  private boolean sealed;

  JournaledAuditLog(Opener opener, Clock clock) throws RecordingException {
    this.opener = opener;
    this.clock = clock;
    this.openedAt = clock.instant();
    this.current = opener.open(describe(openedAt));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits while the recorder is behind, one after the other, so that nothing piles up in the
   * recording. Nobody else needs the turn: a recorder that stops does not wait for it.
   */
  @Override
  public void append(AuditEvent event) throws RecordingException {
    turn.lock();
    try {
      JournalRecorder.awaitAccepted(appended(event));
    } finally {
      turn.unlock();
    }
  }

  private synchronized CompletableFuture<Void> appended(AuditEvent event)
      throws RecordingException {
    Instant now = clock.instant();
    if (!sealed) {
      if (current.hasFailed()) {
        follow(now, EndReason.RECORDER_FAILED, "another audit log follows");
      } else if (Duration.between(openedAt, now).compareTo(MAX_AGE) >= 0) {
        follow(now, EndReason.GATEWAY_STOPPED, "the next day's audit log follows");
      }
    }
    return current.append(new Event.Audited(event));
  }

  private void follow(Instant now, EndReason reason, String detail) throws RecordingException {
    JournalRecording next = opener.open(describe(now));
    current.end(reason, detail);
    current = next;
    openedAt = now;
  }

  JournalRecording current() {
    return current;
  }

  void closeOldSegment() {
    current.closeOldSegment();
  }

  synchronized CompletableFuture<Void> seal() {
    sealed = true;
    current.end(EndReason.GATEWAY_STOPPED, "");
    return current.shipment().sealed();
  }

  /** A description that only carries id and time; the audit log's manifest has no session. */
  private static SessionDescription describe(Instant now) {
    return new SessionDescription(
        RecordingId.create(now), Protocol.SSH, "", "", "", "", "", "", now);
  }

  /** Begins a recording. */
  @FunctionalInterface
  interface Opener {
    JournalRecording open(SessionDescription description) throws RecordingException;
  }
}
