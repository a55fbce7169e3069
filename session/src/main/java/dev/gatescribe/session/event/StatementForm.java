package dev.gatescribe.session.event;

/** How a statement was sent. */
public enum StatementForm implements WireCoded {
  /** A text, executed at once (Query). */
  SIMPLE_QUERY(1, "simple-query"),
  /** A prepared statement with bound values (Execute). */
  PORTAL(2, "portal"),
  /** A function by its object id (FunctionCall). */
  FUNCTION_CALL(3, "function-call");

  private final int wireCode;
  private final String code;

  StatementForm(int wireCode, String code) {
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
