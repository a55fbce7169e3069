package dev.gatescribe.recording.read;

/** No recording has this id, or several begin with what was given. */
public final class RecordingNotFoundException extends Exception {
  private static final long serialVersionUID = 1L;

  public RecordingNotFoundException(String message) {
    super(message);
  }
}
