package dev.gatescribe.siem;

import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.RecordingId;

/**
 * One event of the audit log, with its place there.
 *
 * @param recording which of the audit log's recordings
 * @param sequence the event's number in it
 */
record AuditEntry(RecordingId recording, long sequence, AuditEvent event) {

  /** The same for the same event, whenever and however often it is sent. */
  String uid() {
    return recording + "-" + sequence;
  }
}
