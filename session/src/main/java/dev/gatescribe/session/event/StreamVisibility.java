package dev.gatescribe.session.event;

/** How much of a stream the recording holds. */
public enum StreamVisibility implements WireCoded {
  /** Its bytes. */
  CONTENT(1, "content"),
  /** That bytes passed, when and how many. */
  METADATA(2, "metadata"),
  /** Bytes that Gatescribe cannot read. */
  OPAQUE(3, "opaque");

  private final int wireCode;
  private final String code;

  StreamVisibility(int wireCode, String code) {
    this.wireCode = wireCode;
    this.code = code;
  }

  @Override
  public int wireCode() {
    return wireCode;
  }

  public String code() {
    return code;
  }
}
