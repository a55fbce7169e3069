package dev.gatescribe.session;

/** What became of a session that was admitted. It is in exactly one of these states. */
public enum CoverageState {
  /** The session goes on, and is being recorded. */
  RECORDING("recording"),
  /** The session has ended, and the journal holds what the object store does not have yet. */
  UPLOADING("uploading"),
  /** Its recording is whole. */
  SEALED("sealed"),
  /** Its recording holds everything that was accepted before the gateway was lost. */
  TRUNCATED("truncated"),
  /** There has to be a recording, and there is none, or none that is whole: an alarm. */
  MISSING("missing"),
  /** Its recording was deleted, as the audit log says. */
  DELETED("deleted"),
  /**
   * It was admitted and did not begin: no recording could be opened, or the gateway was lost before
   * it was. The target was not reached, because the start is audited before that.
   */
  NOT_BEGUN("not-begun"),
  /** It is not known at the moment, because the object store cannot be asked. */
  UNKNOWN("unknown");

  private final String code;

  CoverageState(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
