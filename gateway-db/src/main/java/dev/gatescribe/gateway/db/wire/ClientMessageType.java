package dev.gatescribe.gateway.db.wire;

import org.jspecify.annotations.Nullable;

/** What a client may send once it is logged in, and how long it may be. */
public enum ClientMessageType {
  BIND('B', MessageCaps.LARGE_MAX_BYTES),
  CLOSE('C', MessageCaps.SMALL_MAX_BYTES),
  COPY_DATA('d', MessageCaps.LARGE_MAX_BYTES),
  COPY_DONE('c', MessageCaps.SMALL_MAX_BYTES),
  COPY_FAIL('f', MessageCaps.SMALL_MAX_BYTES),
  DESCRIBE('D', MessageCaps.SMALL_MAX_BYTES),
  EXECUTE('E', MessageCaps.SMALL_MAX_BYTES),
  FLUSH('H', MessageCaps.SMALL_MAX_BYTES),
  FUNCTION_CALL('F', MessageCaps.LARGE_MAX_BYTES),
  PARSE('P', MessageCaps.LARGE_MAX_BYTES),
  /** Password, and the two SASL answers; out of place once the client is logged in. */
  PASSWORD('p', MessageCaps.PASSWORD_MAX_BYTES),
  QUERY('Q', MessageCaps.LARGE_MAX_BYTES),
  SYNC('S', MessageCaps.SMALL_MAX_BYTES),
  TERMINATE('X', MessageCaps.SMALL_MAX_BYTES);

  private static final @Nullable ClientMessageType[] BY_CODE = new ClientMessageType[128];

  static {
    for (ClientMessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final byte code;
  private final int maxBytes;

  ClientMessageType(char code, int maxBytes) {
    this.code = (byte) code;
    this.maxBytes = maxBytes;
  }

  public byte code() {
    return code;
  }

  public int maxBytes() {
    return maxBytes;
  }

  /**
   * The type with this code.
   *
   * @throws ProtocolViolation if there is none
   */
  public static ClientMessageType ofCode(byte code) throws ProtocolViolation {
    ClientMessageType type = code < 0 ? null : BY_CODE[code];
    if (type == null) {
      throw new ProtocolViolation("no client message has the type " + (code & 0xff));
    }
    return type;
  }
}
