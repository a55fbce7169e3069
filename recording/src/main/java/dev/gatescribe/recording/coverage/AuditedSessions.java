package dev.gatescribe.recording.coverage;

import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.RecordingId;
import java.util.Optional;

/** Understands what audit events mean for the sessions that they are about. */
public final class AuditedSessions {
  private AuditedSessions() {}

  /** The session that an event is about, if it is about one. */
  public static Optional<RecordingId> sessionOf(AuditEvent event) {
    if (event.session().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RecordingId.parse(event.session()));
    } catch (IllegalArgumentException noSession) {
      return Optional.empty();
    }
  }

  /**
   * Notes in the table what the event says.
   *
   * @return whether it is news
   */
  public static boolean note(AuditEvent event, SessionTable table) {
    Optional<RecordingId> session = sessionOf(event);
    Optional<SessionMark> mark = markOf(event);
    return session.isPresent() && mark.isPresent() && table.mark(session.get(), mark.get());
  }

  private static Optional<SessionMark> markOf(AuditEvent event) {
    return switch (event.action()) {
      case SESSION_ADMITTED -> Optional.of(SessionMark.ADMITTED);
      case SESSION_STARTED -> Optional.of(SessionMark.STARTED);
      case SESSION_DENIED -> Optional.of(SessionMark.REFUSED);
      case RECORDING_MISSING -> Optional.of(SessionMark.TOLD_MISSING);
      case RECORDING_DELETED -> Optional.of(SessionMark.DELETED);
      default -> Optional.empty();
    };
  }
}
