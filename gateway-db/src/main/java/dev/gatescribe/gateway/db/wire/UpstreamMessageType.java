package dev.gatescribe.gateway.db.wire;

import org.jspecify.annotations.Nullable;

/** What a target may send, and how long it may be. */
public enum UpstreamMessageType {
  AUTHENTICATION('R', MessageCaps.LOGIN_MESSAGE_MAX_BYTES),
  BACKEND_KEY_DATA('K', MessageCaps.SMALL_MAX_BYTES),
  BIND_COMPLETE('2', MessageCaps.SMALL_MAX_BYTES),
  CLOSE_COMPLETE('3', MessageCaps.SMALL_MAX_BYTES),
  COMMAND_COMPLETE('C', MessageCaps.SMALL_MAX_BYTES),
  COPY_BOTH('W', MessageCaps.LOGIN_MESSAGE_MAX_BYTES),
  COPY_DATA('d', MessageCaps.LARGE_MAX_BYTES),
  COPY_DONE('c', MessageCaps.SMALL_MAX_BYTES),
  COPY_IN('G', MessageCaps.LOGIN_MESSAGE_MAX_BYTES),
  COPY_OUT('H', MessageCaps.LOGIN_MESSAGE_MAX_BYTES),
  DATA_ROW('D', MessageCaps.LARGE_MAX_BYTES),
  EMPTY_QUERY('I', MessageCaps.SMALL_MAX_BYTES),
  ERROR('E', MessageCaps.LARGE_MAX_BYTES),
  FUNCTION_CALL_RESPONSE('V', MessageCaps.LARGE_MAX_BYTES),
  NEGOTIATE_PROTOCOL_VERSION('v', MessageCaps.SMALL_MAX_BYTES),
  NO_DATA('n', MessageCaps.SMALL_MAX_BYTES),
  NOTICE('N', MessageCaps.LARGE_MAX_BYTES),
  /** PostgreSQL's payload has less than 8,000 bytes. */
  NOTIFICATION('A', MessageCaps.SMALL_MAX_BYTES),
  PARAMETER_DESCRIPTION('t', MessageCaps.LARGE_MAX_BYTES),
  PARAMETER_STATUS('S', MessageCaps.LARGE_MAX_BYTES),
  PARSE_COMPLETE('1', MessageCaps.SMALL_MAX_BYTES),
  PORTAL_SUSPENDED('s', MessageCaps.SMALL_MAX_BYTES),
  READY_FOR_QUERY('Z', MessageCaps.SMALL_MAX_BYTES),
  ROW_DESCRIPTION('T', MessageCaps.LARGE_MAX_BYTES);

  private static final @Nullable UpstreamMessageType[] BY_CODE = new UpstreamMessageType[128];

  static {
    for (UpstreamMessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final byte code;
  private final int maxBytes;

  UpstreamMessageType(char code, int maxBytes) {
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
  public static UpstreamMessageType ofCode(byte code) throws ProtocolViolation {
    UpstreamMessageType type = code < 0 ? null : BY_CODE[code];
    if (type == null) {
      throw new ProtocolViolation("no message of a target has the type " + (code & 0xff));
    }
    return type;
  }
}
