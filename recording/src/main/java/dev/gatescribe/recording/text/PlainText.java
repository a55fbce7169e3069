package dev.gatescribe.recording.text;

/**
 * Text without anything that a terminal, a browser or a database could take for something else:
 * control codes, characters that are not seen but change how others are, and halves of characters.
 */
public final class PlainText {
  private static final char REPLACEMENT = '\ufffd';

  private PlainText() {}

  /** The text, with tabs as spaces; line feeds stay. */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (character == '\t') {
        plain.append(' ');
      } else if (character == '\n' || isPlain(character)) {
        plain.appendCodePoint(character);
      } else if (Character.getType(character) == Character.SURROGATE) {
        plain.append(REPLACEMENT);
      }
    }
    return plain.toString();
  }

  /** Whether the character is neither a control code nor unseen nor half of another. */
  static boolean isPlain(int character) {
    if (character < 0x7f) {
      return character >= ' ';
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
