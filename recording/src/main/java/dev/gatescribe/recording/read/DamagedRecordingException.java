package dev.gatescribe.recording.read;

import java.io.IOException;

/** A stored object is not what was written. */
public final class DamagedRecordingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String object;

  public DamagedRecordingException(String object, String problem) {
    super(object + ": " + problem);
    this.object = object;
  }

  /** The name of the object. */
  public String object() {
    return object;
  }
}
