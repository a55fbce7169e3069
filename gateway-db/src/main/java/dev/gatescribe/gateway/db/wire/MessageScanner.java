package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds where messages begin and end in a stream of bytes, whatever the pieces it arrives in. It
 * holds nothing: what it leaves unread has to come again, with more behind it, and is never more
 * than a header and {@link MessageCaps#HEAD_MAX_BYTES}.
 *
 * <pre>
 *           ┌───────────── body ─────────────┐
 *   header  head …        piece  piece  piece
 *   └ begin ┘└ onMessage ┘└ onPiece ┘
 * </pre>
 */
public final class MessageScanner {
  /** Who looks at the messages. */
  public interface Visitor {
    /**
     * A message begins. May be asked again about the same message, so it changes nothing.
     *
     * @return how many bytes of the body are wanted in one piece; at most {@link
     *     MessageCaps#HEAD_MAX_BYTES} and the length of the body
     * @throws ProtocolViolation if such a message may not come, or not with this length
     */
    int headLength(ByteBuf in, int headerIndex) throws ProtocolViolation;

    /**
     * The head of a message is there.
     *
     * @param bodyIndex where in {@code in} the body begins
     * @param headLength as it was wanted
     * @param bodyLength of the whole body
     */
    void onMessage(ByteBuf in, byte type, int bodyIndex, int headLength, int bodyLength)
        throws ProtocolViolation;

    /** More of the body of the message that came last; {@code length} is at least 1. */
    void onPiece(ByteBuf in, int index, int length, boolean last) throws ProtocolViolation;
  }

  private int bodyLeft;

  /** Whether the next byte begins a message. */
  public boolean isAtBoundary() {
    return bodyLeft == 0;
  }

  /**
   * Reads messages from the reader's index on, which it leaves where it is.
   *
   * @return the index behind what was read; what follows has to come again
   */
  public int scan(ByteBuf in, Visitor visitor) throws ProtocolViolation {
    int index = in.readerIndex();
    int end = in.writerIndex();
    while (index < end) {
      if (bodyLeft > 0) {
        int piece = Math.min(bodyLeft, end - index);
        bodyLeft -= piece;
        visitor.onPiece(in, index, piece, bodyLeft == 0);
        index += piece;
        continue;
      }
      if (end - index < MessageFrame.HEADER_BYTES) {
        break;
      }
      int head = visitor.headLength(in, index);
      int bodyIndex = index + MessageFrame.HEADER_BYTES;
      if (end - bodyIndex < head) {
        break;
      }
      int body = in.getInt(index + 1) - Integer.BYTES;
      visitor.onMessage(in, in.getByte(index), bodyIndex, head, body);
      bodyLeft = body - head;
      index = bodyIndex + head;
    }
    return index;
  }
}
