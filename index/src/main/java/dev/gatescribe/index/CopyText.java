package dev.gatescribe.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows in the text form of PostgreSQL's COPY. */
final class CopyText {
  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private boolean inRow;

  /** Begins the next column; line ends, tabs and backslashes are escaped. */
  CopyText text(String value) {
    column();
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    room(2 * encoded.length);
    for (byte b : encoded) {
      switch (b) {
        case '\\' -> escaped('\\');
        case '\n' -> escaped('n');
        case '\r' -> escaped('r');
        case '\t' -> escaped('t');
        case 0 -> {} // PostgreSQL's text has no zero.
        default -> bytes[length++] = b;
      }
    }
    return this;
  }

  CopyText number(long value) {
    return text(Long.toString(value));
  }

  CopyText truth(boolean value) {
    return text(value ? "t" : "f");
  }

  void endRow() {
    room(1);
    bytes[length++] = '\n';
    inRow = false;
  }

  int length() {
    return length;
  }

  byte[] array() {
    return bytes;
  }

  void clear() {
    length = 0;
  }

  private void column() {
    if (inRow) {
      room(1);
      bytes[length++] = '\t';
    }
    inRow = true;
  }

  private void escaped(char with) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) with;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
