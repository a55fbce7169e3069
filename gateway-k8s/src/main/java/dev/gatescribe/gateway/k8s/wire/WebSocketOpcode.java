package dev.gatescribe.gateway.k8s.wire;

/** What a WebSocket frame is (RFC 6455, section 11.8). */
public enum WebSocketOpcode {
  CONTINUATION(0),
  TEXT(1),
  BINARY(2),
  CLOSE(8),
  PING(9),
  PONG(10);

  private final int code;

  WebSocketOpcode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public boolean isControl() {
    return code >= CLOSE.code;
  }

  static WebSocketOpcode ofCode(int code) throws WireException {
    for (WebSocketOpcode opcode : values()) {
      if (opcode.code == code) {
        return opcode;
      }
    }
    throw new WireException("an unknown kind of WebSocket frame");
  }
}
