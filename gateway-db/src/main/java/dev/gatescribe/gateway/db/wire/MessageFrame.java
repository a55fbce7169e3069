package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The frame of every message after the startup packet, in either direction.
 *
 * <pre>
 *   byte type | int32 length (itself included, the type not) | body
 * </pre>
 */
public final class MessageFrame {
  /** Type and length. */
  public static final int HEADER_BYTES = 5;

  private MessageFrame() {}

  static void encode(byte type, Consumer<ByteBuf> body, ByteBuf out) {
    out.writeByte(type);
    int lengthIndex = out.writerIndex();
    out.writeInt(0);
    body.accept(out);
    out.setInt(lengthIndex, out.writerIndex() - lengthIndex);
  }

  /**
   * The length of the body of the message whose header is at {@code index}.
   *
   * @throws ProtocolViolation if it is no possible length
   */
  public static int bodyLength(ByteBuf in, int index, int maxBytes) throws ProtocolViolation {
    long length = in.getUnsignedInt(index + 1) - Integer.BYTES;
    if (length < 0 || length > maxBytes) {
      throw new ProtocolViolation(
          "a message of type " + in.getUnsignedByte(index) + " of this length is not possible");
    }
    return (int) length;
  }
}
