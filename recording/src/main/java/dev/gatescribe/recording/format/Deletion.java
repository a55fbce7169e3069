package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import java.time.Instant;

/**
 * Says that a recording was deleted on purpose. Stored before the first of its objects goes, and
 * stays: what is gone, or half gone, is then known to be neither lost nor tampered with.
 *
 * @param by who, as in the audit log
 * @param reason for people, one line
 * @param manifestSha256 of the manifest as it was stored, lower-case hexadecimal
 */
public record Deletion(
    RecordingKind kind,
    RecordingId id,
    Instant at,
    Cause cause,
    String by,
    String reason,
    String manifestSha256) {

  /** What had it deleted. */
  public enum Cause {
    /** It was older than the maximum of its labels. */
    RETENTION("retention"),
    OPERATOR("operator");

    private final String code;

    Cause(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /** For people, in one line. */
  public String story() {
    return "deleted at " + at + " by " + by + ": " + reason;
  }
}
