package dev.gatescribe.recording.read;

/** What can be said of a recording from what is stored. */
public enum RecordingState {
  /** Being written by a live session of this gateway. */
  LIVE("live"),
  /** Whole and signed. */
  SEALED("sealed"),
  /** Signed after the gateway was lost: everything it had accepted, and no more. */
  TRUNCATED("truncated"),
  /** Without a manifest: still being written, or its gateway died and did not come back yet. */
  INCOMPLETE("incomplete"),
  /** It was deleted on purpose, and what is left of it goes as well. */
  DELETING("deleting"),
  /** Something stored is not what was written. */
  DAMAGED("damaged");

  private final String code;

  RecordingState(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
