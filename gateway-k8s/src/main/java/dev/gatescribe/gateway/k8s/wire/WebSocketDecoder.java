package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;

/**
 * Reads the frames of one direction of a WebSocket without an extension (RFC 6455, section 5.2).
 *
 * <pre>
 *   FIN RSV RSV RSV opcode(4) | MASK length(7) | length(16 or 64)? | key(32)? | payload
 * </pre>
 *
 * The payload of messages is handed on as it comes; that of control frames says nothing on
 * channels, and is read over.
 */
public final class WebSocketDecoder {

  /** Gets the payload of messages. */
  public interface Messages {

    /**
     * Part of a message.
     *
     * @param bytes a view, to be used at once; may be empty
     * @param last whether the message ends here
     */
    void onBytes(ByteBuffer bytes, boolean last) throws WireException;
  }

  private static final int HEADER_MAX_BYTES = 14;
  private static final int CONTROL_MAX_BYTES = 125;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private final boolean masked;
  private final Messages messages;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_MAX_BYTES);
  private final byte[] key = new byte[4];
  private boolean inPayload;
  private boolean inMessage;
  private boolean finalFrame;
  private boolean control;
  private boolean closing;
  private boolean closed;
  private long left;
  private long position;

  /**
   * @param masked whether the side is a client, whose payload is masked
   */
  public WebSocketDecoder(boolean masked, Messages messages) {
    this.masked = masked;
    this.messages = messages;
  }

  /** Reads everything. */
  public void decode(ByteBuffer bytes) throws WireException {
    while (bytes.hasRemaining() || (inPayload && left == 0)) {
      if (closed) {
        throw new WireException("bytes behind the close of a WebSocket");
      }
      if (inPayload) {
        readPayload(bytes);
      } else {
        header.put(bytes.get());
        inPayload = isHeaderComplete();
      }
    }
  }

  private boolean isHeaderComplete() throws WireException {
    if (header.position() < 2) {
      return false;
    }
    int first = header.get(0) & 0xff;
    int second = header.get(1) & 0xff;
    int shortLength = second & 0x7f;
    int lengthBytes = shortLength == LENGTH_16 ? 2 : shortLength == LENGTH_64 ? 8 : 0;
    if (header.position() == 2) {
      begin(first, second);
    }
    if (header.position() < 2 + lengthBytes + (masked ? 4 : 0)) {
      return false;
    }
    left =
        switch (lengthBytes) {
          case 2 -> header.getShort(2) & 0xffff;
          case 8 -> header.getLong(2);
          default -> shortLength;
        };
    if (left < 0) {
      throw new WireException("a WebSocket frame of negative length");
    }
    if (masked) {
      header.get(2 + lengthBytes, key);
    }
    position = 0;
    header.clear();
    return true;
  }

  private void begin(int first, int second) throws WireException {
    WebSocketOpcode opcode = WebSocketOpcode.ofCode(first & 0x0f);
    finalFrame = (first & 0x80) != 0;
    control = opcode.isControl();
    if ((first & 0x70) != 0) {
      throw new WireException("a WebSocket frame of an extension that was not agreed on");
    }
    if (((second & 0x80) != 0) != masked) {
      throw new WireException("a WebSocket frame that is masked as the other side's would be");
    }
    if (control) {
      if (!finalFrame || (second & 0x7f) > CONTROL_MAX_BYTES) {
        throw new WireException("a WebSocket control frame in parts, or too long");
      }
      closing = opcode == WebSocketOpcode.CLOSE;
    } else if ((opcode == WebSocketOpcode.CONTINUATION) != inMessage) {
      throw new WireException("a WebSocket message that is not begun, or begun twice");
    } else {
      inMessage = !finalFrame;
    }
  }

  private void readPayload(ByteBuffer bytes) throws WireException {
    int length = (int) Math.min(left, bytes.remaining());
    ByteBuffer payload = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    left -= length;
    boolean frameEnds = left == 0;
    if (frameEnds) {
      inPayload = false;
      closed = closing;
    }
    if (!control) {
      messages.onBytes(masked ? unmasked(payload) : payload, frameEnds && finalFrame);
    }
  }

  private ByteBuffer unmasked(ByteBuffer payload) {
    byte[] plain = new byte[payload.remaining()];
    payload.get(plain);
    for (int i = 0; i < plain.length; i++) {
      plain[i] ^= key[(int) (position++ & 3)];
    }
    return ByteBuffer.wrap(plain);
  }
}
