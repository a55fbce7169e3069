package dev.gatescribe.session;

/** The recorder cannot keep its promise. */
public final class RecordingException extends Exception {
  private static final long serialVersionUID = 1L;

  public RecordingException(String message) {
    super(message);
  }

  public RecordingException(String message, Throwable cause) {
    super(message, cause);
  }

  public EndReason reason() {
    return EndReason.RECORDER_FAILED;
  }
}
