package dev.gatescribe.recording.screen;

/**
 * Decodes UTF-8 byte by byte, so that a character may be cut anywhere. What is not UTF-8 gives
 * nothing, as in the player's terminal.
 */
final class Utf8Decoder {
  /** No character is complete yet, or what came was none. */
  static final int NOTHING = -1;

  private static final int BYTE_ORDER_MARK = 0xfeff;

  private final byte[] begun = new byte[3];
  private int begunCount;
  private int missing;
  private int character;

  /** Whether a character is begun. */
  boolean isMidway() {
    return missing > 0;
  }

  /** The bytes of the character that is begun. */
  byte[] begun() {
    return java.util.Arrays.copyOf(begun, missing > 0 ? begunCount : 0);
  }

  /** Takes one byte and gives the character that it completes. */
  int take(byte next) {
    int value = next & 0xff;
    if (missing > 0 && (value & 0xc0) == 0x80) {
      character = (character << 6) | (value & 0x3f);
      missing--;
      if (missing > 0) {
        begun[begunCount++] = next;
        return NOTHING;
      }
      return isLegal() ? character : NOTHING;
    }
    missing = 0;
    begunCount = 0;
    if (value < 0x80) {
      return value;
    }
    if ((value & 0xe0) == 0xc0) {
      begin(next, value & 0x1f, 1);
    } else if ((value & 0xf0) == 0xe0) {
      begin(next, value & 0x0f, 2);
    } else if ((value & 0xf8) == 0xf0) {
      begin(next, value & 0x07, 3);
    }
    return NOTHING;
  }

  private void begin(byte first, int bits, int following) {
    begun[begunCount++] = first;
    character = bits;
    missing = following;
  }

  /** Shorter forms exist for what is written too long, and surrogates are no characters. */
  private boolean isLegal() {
    int length = begunCount + 1;
    int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    return character >= least
        && character <= Character.MAX_CODE_POINT
        && !(character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)
        && character != BYTE_ORDER_MARK;
  }
}
