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
import java.util.function.Function;

/**
 * The audit log as a row of recordings: journalled, chained, signed and stored like sessions. A new
 * one begins at each start and once a day.
 */
final class JournaledAuditLog implements AuditLog {
  private static final Duration MAX_AGE = Duration.ofDays(1);

  private final Function<SessionDescription, JournalRecording> opener;
  private final Clock clock;
  private JournalRecording current;
  private Instant openedAt;

  JournaledAuditLog(Function<SessionDescription, JournalRecording> opener, Clock clock) {
    this.opener = opener;
    this.clock = clock;
    this.openedAt = clock.instant();
    this.current = opener.apply(describe(openedAt));
  }

  @Override
  public synchronized void append(AuditEvent event) throws RecordingException {
    Instant now = clock.instant();
    if (Duration.between(openedAt, now).compareTo(MAX_AGE) >= 0) {
      current.end(EndReason.GATEWAY_STOPPED, "the next day's audit log follows");
      openedAt = now;
      current = opener.apply(describe(now));
    }
    JournalRecorder.appendNow(current, new Event.Audited(event));
  }

  synchronized void closeOldSegment() {
    current.closeOldSegment();
  }

  synchronized CompletableFuture<Void> seal() {
    current.end(EndReason.GATEWAY_STOPPED, "");
    return current.shipment().sealed();
  }

  /** A description that only carries id and time; the audit log's manifest has no session. */
  private static SessionDescription describe(Instant now) {
    return new SessionDescription(
        RecordingId.create(now), Protocol.SSH, "", "", "", "", "", "", now);
  }
}
