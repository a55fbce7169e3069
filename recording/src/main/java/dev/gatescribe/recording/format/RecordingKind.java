package dev.gatescribe.recording.format;

/** What a recording is of. Each kind has its own place in the store. */
public enum RecordingKind {
  /** What passed in a session. */
  SESSION(0, "session", "recordings"),
  /** A part of the audit log. */
  AUDIT(1, "audit", "audit");

  private final int wireCode;
  private final String code;
  private final String folder;

  RecordingKind(int wireCode, String code, String folder) {
    this.wireCode = wireCode;
    this.code = code;
    this.folder = folder;
  }

  /** The number that stands in journals. */
  public int wireCode() {
    return wireCode;
  }

  /**
   * The kind with this number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RecordingKind ofWireCode(int wireCode) {
    for (RecordingKind kind : values()) {
      if (kind.wireCode == wireCode) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of recording has the number " + wireCode);
  }

  public String code() {
    return code;
  }

  /** The first part of the names of its objects. */
  public String folder() {
    return folder;
  }
}
