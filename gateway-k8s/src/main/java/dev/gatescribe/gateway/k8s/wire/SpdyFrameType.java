package dev.gatescribe.gateway.k8s.wire;

/** Control frames of SPDY/3.1 (draft 3.1, section 2.6). */
public enum SpdyFrameType {
  SYN_STREAM(1),
  SYN_REPLY(2),
  RST_STREAM(3),
  SETTINGS(4),
  PING(6),
  GOAWAY(7),
  HEADERS(8),
  WINDOW_UPDATE(9);

  private final int code;

  SpdyFrameType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  static SpdyFrameType ofCode(int code) throws WireException {
    for (SpdyFrameType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new WireException("an unknown kind of SPDY frame");
  }
}
