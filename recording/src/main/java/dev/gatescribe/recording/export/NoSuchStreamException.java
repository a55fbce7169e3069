package dev.gatescribe.recording.export;

/** A recording has no stream of this number, or none at all. */
public final class NoSuchStreamException extends Exception {
  private static final long serialVersionUID = 1L;

  NoSuchStreamException(String message) {
    super(message);
  }
}
