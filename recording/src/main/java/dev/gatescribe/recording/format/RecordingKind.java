package dev.gatescribe.recording.format;

/** What a recording is of. Each kind has its own place in the store. */
public enum RecordingKind {
  /** What passed in a session. */
  SESSION("session", "recordings"),
  /** A part of the audit log. */
  AUDIT("audit", "audit");

  private final String code;
  private final String folder;

  RecordingKind(String code, String folder) {
    this.code = code;
    this.folder = folder;
  }

  public String code() {
    return code;
  }

  /** The first part of the names of its objects. */
  public String folder() {
    return folder;
  }
}
