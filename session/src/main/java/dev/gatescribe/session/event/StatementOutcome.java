package dev.gatescribe.session.event;

/** How a statement, or a part of it, came out. */
public enum StatementOutcome implements WireCoded {
  /** It did what it says. */
  COMPLETED(1, "completed"),
  /** The target refused or failed it. */
  FAILED(2, "failed"),
  /** The client asked for so many rows, and there may be more. */
  SUSPENDED(3, "suspended"),
  /** There was nothing to execute. */
  EMPTY(4, "empty"),
  /** It was never executed, because something before it had failed. */
  SKIPPED(5, "skipped");

  private final int wireCode;
  private final String code;

  StatementOutcome(int wireCode, String code) {
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
