package dev.gatescribe.recording.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote, and trusts none of it. */
final class ByteReader {
  private final ByteBuffer buffer;

  ByteReader(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  int remaining() {
    return buffer.remaining();
  }

  long varint() throws FormatException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!buffer.hasRemaining()) {
        throw new FormatException("a number is cut off");
      }
      byte next = buffer.get();
      if (shift == 63 && (next & 0xfe) != 0) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new FormatException("a number is longer than 64 bits");
  }

  /** A number between 0 and {@code max}. */
  int count(int max, String what) throws FormatException {
    long value = varint();
    if (value < 0 || value > max) {
      throw new FormatException(what + " is out of range");
    }
    return (int) value;
  }

  String text() throws FormatException {
    int length = count(ByteWriter.TEXT_MAX_BYTES, "the length of a text");
    if (length > buffer.remaining()) {
      throw new FormatException("a text is cut off");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** So many bytes, as a copy. */
  byte[] bytes(int count) throws FormatException {
    if (count > buffer.remaining()) {
      throw new FormatException("bytes are cut off");
    }
    byte[] bytes = new byte[count];
    buffer.get(bytes);
    return bytes;
  }

  /** Everything that is left, as a view. */
  ByteBuffer rest() {
    ByteBuffer rest = buffer.slice();
    buffer.position(buffer.limit());
    return rest;
  }
}
