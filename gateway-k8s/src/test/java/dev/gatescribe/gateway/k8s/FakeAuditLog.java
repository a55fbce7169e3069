package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps audit events in memory. */
final class FakeAuditLog implements AuditLog {
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  void breakDown() {
    broken = true;
  }

  @Override
  public void append(AuditEvent event) throws RecordingException {
    if (broken) {
      throw new RecordingException("the disk is full");
    }
    events.add(event);
  }

  List<AuditEvent> events(AuditAction action) {
    return events.stream().filter(event -> event.action() == action).toList();
  }
}
