package dev.gatescribe.gateway.db.wire;

/** Where a session stands, as ReadyForQuery says it. */
public enum TransactionState {
  IDLE('I'),
  IN_TRANSACTION('T'),
  FAILED('E');

  private final byte code;

  TransactionState(char code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  /**
   * The state with this code.
   *
   * @throws ProtocolViolation if there is none
   */
  public static TransactionState ofCode(byte code) throws ProtocolViolation {
    return switch (code) {
      case 'I' -> IDLE;
      case 'T' -> IN_TRANSACTION;
      case 'E' -> FAILED;
      default -> throw new ProtocolViolation("no transaction state has this code");
    };
  }
}
