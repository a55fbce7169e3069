package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Text as PostgreSQL writes it: bytes, then a zero. Names and messages are read as UTF-8; what is
 * not UTF-8 shows as replacement characters, and is forwarded as it is.
 */
final class WireText {
  private WireText() {}

  static String read(ByteBuf body, String what) throws ProtocolViolation {
    int length = lengthBeforeZero(body, what);
    String text =
        length == 0 ? "" : body.toString(body.readerIndex(), length, StandardCharsets.UTF_8);
    body.skipBytes(length + 1);
    return text;
  }

  /** The bytes before the zero, as a slice that shares them. */
  static ByteBuf readBytes(ByteBuf body, String what) throws ProtocolViolation {
    int length = lengthBeforeZero(body, what);
    ByteBuf bytes = body.readSlice(length);
    body.skipBytes(1);
    return bytes;
  }

  static void write(String text, ByteBuf out) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a text of the protocol holds no zero");
    }
    ByteBufUtil.writeUtf8(out, text);
    out.writeByte(0);
  }

  private static int lengthBeforeZero(ByteBuf body, String what) throws ProtocolViolation {
    int length = body.bytesBefore((byte) 0);
    if (length < 0) {
      throw new ProtocolViolation(what + " has no end");
    }
    return length;
  }

  static void requireReadable(ByteBuf body, int bytes, String what) throws ProtocolViolation {
    if (body.readableBytes() < bytes) {
      throw new ProtocolViolation(what + " is too short");
    }
  }

  static void requireEnd(ByteBuf body, String what) throws ProtocolViolation {
    if (body.isReadable()) {
      throw new ProtocolViolation(what + " goes on after its end");
    }
  }
}
