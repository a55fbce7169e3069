package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the audit log is told of holds and deletions. */
final class CustodyAudit {
  private CustodyAudit() {}

  /**
   * An event. The principal is who acts, as it is when somebody looks at a recording.
   *
   * @param manifest of the recording; null if it has none that can be read
   */
  static AuditEvent event(
      Instant at,
      AuditAction action,
      String reason,
      RecordingId id,
      @Nullable Manifest manifest,
      AuditedActor by,
      String detail) {
    SessionDescription session = manifest == null ? null : manifest.session();
    return new AuditEvent(
        at,
        action,
        reason,
        id.toString(),
        session == null ? Protocol.WEB : session.protocol(),
        by.name(),
        session == null ? "" : session.target(),
        session == null ? "" : session.login(),
        by.address(),
        "",
        detail);
  }
}
