package dev.gatescribe.server;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what goes to the audit log, by action and reason, for the metrics. */
final class AuditTally implements AuditLog {
  private final AuditLog log;
  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  AuditTally(AuditLog log) {
    this.log = log;
  }

  @Override
  public void append(AuditEvent event) throws RecordingException {
    log.append(event);
    counts
        .computeIfAbsent(new Key(event.action(), event.reason()), _ -> new LongAdder())
        .increment();
  }

  /** How often an action had this reason since the start. */
  double count(AuditAction action, String reason) {
    LongAdder count = counts.get(new Key(action, reason));
    return count == null ? 0 : count.sum();
  }

  private record Key(AuditAction action, String reason) {}
}
