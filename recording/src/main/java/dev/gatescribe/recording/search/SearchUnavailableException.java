package dev.gatescribe.recording.search;

/** The index cannot be asked now. The message is for people. */
public final class SearchUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public SearchUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public SearchUnavailableException(String message) {
    super(message);
  }
}
