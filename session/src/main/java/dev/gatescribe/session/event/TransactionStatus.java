package dev.gatescribe.session.event;

/** Where a database session stands. */
public enum TransactionStatus implements WireCoded {
  /** Outside a transaction. */
  IDLE(1, "idle"),
  /** Inside a transaction. */
  IN_TRANSACTION(2, "in-transaction"),
  /** Inside a transaction that can only be rolled back. */
  FAILED(3, "failed");

  private final int wireCode;
  private final String code;

  TransactionStatus(int wireCode, String code) {
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
