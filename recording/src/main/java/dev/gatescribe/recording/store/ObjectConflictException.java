package dev.gatescribe.recording.store;

import java.io.IOException;

/** Other bytes are already stored under this name. Trying again does not help. */
public final class ObjectConflictException extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectConflictException(String name) {
    super("other bytes are already stored as " + name);
  }
}
