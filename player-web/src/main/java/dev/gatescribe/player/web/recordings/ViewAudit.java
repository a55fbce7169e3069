package dev.gatescribe.player.web.recordings;

import dev.gatescribe.player.web.access.Viewer;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down who looked at which recording, before they see anything of it: once an hour for each,
 * since a player asks for many pages.
 */
public final class ViewAudit {
  static final Duration ONCE_PER = Duration.ofHours(1);

  /** When more are remembered the oldest is forgotten; it is then written down once more. */
  static final int MOST_REMEMBERED = 4096;

  private final AuditLog auditLog;
  private final InstantSource clock;
  private final Map<Viewing, Instant> seen = new LinkedHashMap<>();

  public ViewAudit(AuditLog auditLog, InstantSource clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /**
   * Returns when the viewing is in the audit log.
   *
   * @param what for the detail of the event, {@code events} or {@code export}
   * @throws RecordingException if it cannot be kept; nothing may be shown then
   */
  public synchronized void viewed(
      Viewer viewer, String address, RecordingView recording, String what)
      throws RecordingException {
    Instant now = clock.instant();
    Viewing viewing = new Viewing(viewer.name(), viewer.means(), recording.id(), what);
    Instant before = seen.get(viewing);
    if (before != null && now.isBefore(before.plus(ONCE_PER))) {
      return;
    }
    auditLog.append(
        new AuditEvent(
            now,
            AuditAction.RECORDING_VIEWED,
            "",
            recording.id(),
            protocolOf(recording),
            viewer.name(),
            recording.target(),
            recording.login(),
            address,
            "",
            what + " of the session of " + nameOf(recording)));
    seen.remove(viewing);
    seen.put(viewing, now);
    if (seen.size() > MOST_REMEMBERED) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  private static String nameOf(RecordingView recording) {
    return recording.principal().isEmpty() ? "somebody unknown" : recording.principal();
  }

  /** Of a damaged recording the protocol may not be known; then it is the one that looked. */
  private static Protocol protocolOf(RecordingView recording) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.code().equals(recording.protocol())) {
        return protocol;
      }
    }
    return Protocol.WEB;
  }

  private record Viewing(String viewer, Viewer.Means means, String recording, String what) {}
}
