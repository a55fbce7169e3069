package dev.gatescribe.player.web.recordings;

import dev.gatescribe.player.web.access.CurrentViewer;
import dev.gatescribe.player.web.access.Problem;
import dev.gatescribe.player.web.access.ProblemException;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Finds the recording that a request names, and writes down that its content is looked at before
 * any of it is. What goes wrong becomes the answer that the request gets.
 */
final class OpenedRecordings {
  private final CurrentViewer viewer;
  private final RecordingList list;
  private final ViewAudit audit;

  OpenedRecordings(CurrentViewer viewer, RecordingList list, AuditLog auditLog) {
    this.viewer = viewer;
    this.list = list;
    this.audit = new ViewAudit(auditLog, InstantSource.system());
  }

  /** Reads something of a recording. */
  interface Reading<T> {
    T read() throws IOException, RecordingNotFoundException;
  }

  /** What is known of a recording, without its content. */
  RecordingView describe(RecordingId id) throws IOException {
    viewer.require();
    return reading(() -> list.one(id));
  }

  /**
   * Reads content of a recording.
   *
   * @param what for the audit log
   */
  <T> T content(RecordingId id, String what, Reading<T> reading) throws IOException {
    audit(describe(id), what);
    return reading(reading);
  }

  /** Content of a session is about to be shown among the hits of a search. */
  void found(SessionDescription session) {
    audit(RecordingView.of(session), "search hits");
  }

  private void audit(RecordingView recording, String what) {
    try {
      audit.viewed(viewer.require(), viewer.address(), recording, what);
    } catch (RecordingException e) {
      throw new ProblemException(
          new Problem(
              503,
              "audit-unavailable",
              "The audit log cannot be written, so nothing is shown. See the gateway's log."),
          e);
    }
  }

  private static <T> T reading(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (RecordingNotFoundException e) {
      throw new ProblemException(
          new Problem(404, "no-such-recording", "There is no recording with this id."), e);
    } catch (DamagedRecordingException e) {
      throw new ProblemException(new Problem(500, "recording-damaged", e.getMessage() + "."), e);
    }
  }

  static RecordingId idOf(String text) {
    try {
      return RecordingId.parse(text);
    } catch (IllegalArgumentException e) {
      throw badParameter("A recording's id has 26 characters of 0-9 and a-z.");
    }
  }

  static ProblemException badParameter(String detail) {
    return new ProblemException(new Problem(400, "bad-parameter", detail));
  }
}
