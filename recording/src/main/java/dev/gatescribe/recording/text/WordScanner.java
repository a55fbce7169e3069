package dev.gatescribe.recording.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Finds the words of a text. A word is a run of letters and digits, whatever else stands between
 * two of them parts them: {@code /etc/passwd} and {@code user@host} are two words each. Scripts
 * that are written without spaces give a word for each character. Words are compared in lower case
 * and in Unicode's compatibility form, so that text looks the same as what people type.
 */
public final class WordScanner {
  /** Longer words, such as base64, are known by their beginning. */
  public static final int WORD_MAX_CHARS = 64;

  private final CharSequence text;
  private int start;
  private int end;

  public WordScanner(CharSequence text) {
    this.text = text;
  }

  /** Goes on to the next word; whether there is one. */
  public boolean next() {
    int at = end;
    while (at < text.length()) {
      int character = Character.codePointAt(text, at);
      int behind = at + Character.charCount(character);
      if (isWordCharacter(character)) {
        start = at;
        end = standsAlone(character) ? behind : endOfRun(behind);
        return true;
      }
      at = behind;
    }
    return false;
  }

  /** Where the word begins, in the text. */
  public int start() {
    return start;
  }

  /** Behind its last character. */
  public int end() {
    return end;
  }

  /** The word as it is compared. */
  public String word() {
    int cut = Math.min(end, start + WORD_MAX_CHARS);
    StringBuilder word = new StringBuilder(cut - start);
    boolean ascii = true;
    for (int at = start; at < cut; at++) {
      char character = text.charAt(at);
      ascii &= character < 0x80;
      word.append(character >= 'A' && character <= 'Z' ? (char) (character + 32) : character);
    }
    return ascii ? word.toString() : comparable(word.toString());
  }

  private int endOfRun(int from) {
    int at = from;
    while (at < text.length()) {
      int character = Character.codePointAt(text, at);
      if (!isWordCharacter(character) || standsAlone(character)) {
        break;
      }
      at += Character.charCount(character);
    }
    return at;
  }

  /** Normalising may bring forth what is no part of a word; none of that is kept. */
  private static String comparable(String word) {
    String folded =
        Normalizer.normalize(word, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .codePoints()
            .filter(WordScanner::isWordCharacter)
            .limit(WORD_MAX_CHARS)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return folded.isEmpty() ? "\u00b7" : folded; // Its place is kept, by something nobody types.
  }

  private static boolean isWordCharacter(int character) {
    if (character < 0x80) {
      return (character >= 'a' && character <= 'z')
          || (character >= '0' && character <= '9')
          || (character >= 'A' && character <= 'Z');
    }
    return switch (Character.getType(character)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static boolean standsAlone(int character) {
    if (character < 0x0e00) {
      return false;
    }
    return switch (UnicodeScript.of(character)) {
      case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
