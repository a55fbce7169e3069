package dev.gatescribe.recording.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with the format's own number and text encodings. Reused from event to
 * event; not safe for several threads.
 */
public final class ByteWriter {
  /** Longest text stored; what is longer is cut. Bounds what one name or message can cost. */
  static final int TEXT_MAX_BYTES = 16 * 1024;

  private static final int VARINT_MAX_BYTES = 10;

  private byte[] array;
  private int length;

  public ByteWriter(int initialCapacity) {
    array = new byte[initialCapacity];
  }

  /** The bytes written so far are {@code array()[0 … length())}. */
  public byte[] array() {
    return array;
  }

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
  }

  /** An unsigned number, seven bits a byte, lowest first, high bit set on all but the last. */
  public void putVarint(long value) {
    ensure(VARINT_MAX_BYTES);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  /** UTF-8 after its length in bytes. */
  public void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = cutLength(bytes);
    putVarint(count);
    putBytes(bytes, 0, count);
  }

  /** What a reader gets of {@code text} after {@link #putText}. */
  static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, cutLength(bytes), StandardCharsets.UTF_8);
  }

  private static int cutLength(byte[] bytes) {
    if (bytes.length <= TEXT_MAX_BYTES) {
      return bytes.length;
    }
    int count = TEXT_MAX_BYTES;
    while ((bytes[count] & 0xc0) == 0x80) {
      count--; // Never in the middle of a character.
    }
    return count;
  }

  public void putBytes(byte[] bytes, int offset, int count) {
    ensure(count);
    System.arraycopy(bytes, offset, array, length, count);
    length += count;
  }

  /** Copies what remains in {@code source}, whose position stays as it is. */
  public void putBytes(ByteBuffer source) {
    int count = source.remaining();
    ensure(count);
    source.get(source.position(), array, length, count);
    length += count;
  }

  /** How many bytes {@link #putVarint} takes for {@code value}. */
  public static int varintLength(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, Math.multiplyExact(array.length, 2)));
    }
  }
}
