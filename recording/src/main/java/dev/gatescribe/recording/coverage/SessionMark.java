package dev.gatescribe.recording.coverage;

/** What the audit log says about a session, a bit each. */
public enum SessionMark {
  ADMITTED(1),
  /** The target may have been reached from here on, and not before. */
  STARTED(2),
  /** The admission did not come to a session. */
  REFUSED(4),
  /** Its recording was deleted. */
  DELETED(8),
  /** That its recording is missing was said. */
  TOLD_MISSING(16);

  private final int bit;

  SessionMark(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
