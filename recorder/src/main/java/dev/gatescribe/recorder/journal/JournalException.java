package dev.gatescribe.recorder.journal;

import java.io.IOException;

/** The journal cannot take a record. */
public final class JournalException extends IOException {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
