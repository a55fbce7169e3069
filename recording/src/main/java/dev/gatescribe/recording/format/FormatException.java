package dev.gatescribe.recording.format;

/** Bytes that are not what the format says. The message says where, and shows no content. */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public FormatException(String message) {
    super(message);
  }

  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
