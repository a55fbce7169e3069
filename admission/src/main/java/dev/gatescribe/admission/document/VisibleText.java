package dev.gatescribe.admission.document;

import java.util.regex.Pattern;

/**
 * Shows text that somebody else wrote inside a message of ours. Control characters, invisible and
 * direction-changing ones become escapes, so that a terminal or a log cannot be fooled by them.
 */
public final class VisibleText {

  /** Characters that are shown; enough to recognise a value, too few to flood a message. */
  public static final int SHOWN_CHARACTERS = 64;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@*+=~-]+");

  private VisibleText() {}

  /** {@code text} as it can stand in a sentence: bare if it is one plain word, else in quotes. */
  public static String of(String text) {
    return shown(text, SHOWN_CHARACTERS);
  }

  /** The same without shortening, for what is to be copied from the message, such as a path. */
  public static String whole(String text) {
    return shown(text, Integer.MAX_VALUE);
  }

  private static String shown(String text, int limit) {
    String shown = escape(text, limit);
    boolean whole = shown.equals(text);
    return whole && PLAIN.matcher(shown).matches() ? shown : "'" + shown + "'";
  }

  /** {@code text} without quotes, as a part of a longer message. */
  static String escape(String text, int limit) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    int index = 0;
    while (index < text.length()) {
      if (count == limit) {
        return shown.append('…').toString();
      }
      int character = text.codePointAt(index);
      if (isVisible(character)) {
        shown.appendCodePoint(character);
      } else {
        shown.append(String.format("\\u{%x}", character));
      }
      index += Character.charCount(character);
      count++;
    }
    return shown.toString();
  }

  static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
