package dev.gatescribe.gateway.db.wire;

/** Bytes that the protocol does not allow here. The message says what, and holds no content. */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final String explanation;

  public ProtocolViolation(String message) {
    super(message);
    this.explanation = message;
  }

  /** The message, which is always there. */
  public String explanation() {
    return explanation;
  }
}
