package dev.gatescribe.recording.store;

import java.io.IOException;

/**
 * What stands under a name cannot be an object that was put there: it is too large, or no plain
 * file. Trying again does not help.
 */
public final class UnreadableObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreadableObjectException(String problem) {
    super(problem);
  }
}
