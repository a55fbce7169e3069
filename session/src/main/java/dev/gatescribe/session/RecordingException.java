package dev.gatescribe.session;

/** Something cannot be recorded, and so must not happen. */
public final class RecordingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final EndReason reason;
  private final String explanation;

  /** The recorder cannot keep its promise. */
  public RecordingException(String message) {
    super(message);
    this.reason = EndReason.RECORDER_FAILED;
    this.explanation = "the session can no longer be recorded";
  }

  /** The recorder cannot keep its promise. */
  public RecordingException(String message, Throwable cause) {
    super(message, cause);
    this.reason = EndReason.RECORDER_FAILED;
    this.explanation = "the session can no longer be recorded";
  }

  private RecordingException(EndReason reason, String explanation) {
    super(explanation);
    this.reason = reason;
    this.explanation = explanation;
  }

  /**
   * The recorder works, and the session has used up what may be recorded of it.
   *
   * @param explanation one line for people
   */
  public static RecordingException budgetReached(String explanation) {
    return new RecordingException(EndReason.BYTE_BUDGET, explanation);
  }

  /** Why the session ends for it. */
  public EndReason reason() {
    return reason;
  }

  /** What people are told at the end of the session, in one line. */
  public String explanation() {
    return explanation;
  }
}
