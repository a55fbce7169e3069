package dev.gatescribe.recording.screen;

/**
 * How many cells a character takes. It has to be what the player's terminal thinks, or rows come
 * out differently after a seek: emoji take one cell there, as in Unicode 6, and what is wide are
 * the scripts of East Asia.
 */
final class CharacterWidth {
  private static final int FIRST_COMBINING = 0x300;

  private CharacterWidth() {}

  /** 0, 1 or 2, for a character that is no control character. */
  static int of(int character) {
    if (character < FIRST_COMBINING) {
      return 1;
    }
    return isCombining(character) ? 0 : isWide(character) ? 2 : 1;
  }

  private static boolean isCombining(int character) {
    if (character >= 0x1160 && character <= 0x11ff) {
      return true; // Vowels and final consonants of Hangul, drawn into the syllable before.
    }
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
      default -> false;
    };
  }

  private static boolean isWide(int character) {
    return (character >= 0x1100 && character <= 0x115f)
        || character == 0x2329
        || character == 0x232a
        || (character >= 0x2e80 && character <= 0xa4cf && character != 0x303f)
        || (character >= 0xac00 && character <= 0xd7a3)
        || (character >= 0xf900 && character <= 0xfaff)
        || (character >= 0xfe10 && character <= 0xfe19)
        || (character >= 0xfe30 && character <= 0xfe6f)
        || (character >= 0xff00 && character <= 0xff60)
        || (character >= 0xffe0 && character <= 0xffe6)
        || (character >= 0x20000 && character <= 0x2fffd)
        || (character >= 0x30000 && character <= 0x3fffd);
  }
}
