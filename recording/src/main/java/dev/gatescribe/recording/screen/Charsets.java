package dev.gatescribe.recording.screen;

/**
 * Which character sets are designated as G0 to G3, and which of them is in use. Only the line
 * drawing of the VT100 ({@code 0}) and the British one ({@code A}) differ from ASCII here; others
 * are from before Unicode.
 *
 * @param designated four letters, as their designating sequences end
 * @param active 0 to 3
 */
record Charsets(String designated, int active) {
  static final Charsets ASCII = new Charsets("BBBB", 0);

  /** What stands in place of {@code `} to {@code ~}. */
  private static final String LINE_DRAWING =
      "\u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b\u2518\u2510\u250c\u2514\u253c"
          + "\u23ba\u23bb\u2500\u23bc\u23bd\u251c\u2524\u2534\u252c\u2502\u2264\u2265\u03c0\u2260"
          + "\u00a3\u00b7";

  /** Whether what is written is what is shown. */
  boolean isPlain() {
    return designated.charAt(active) == 'B';
  }

  int shown(int character) {
    return switch (designated.charAt(active)) {
      case '0' ->
          character >= '`' && character <= '~' ? LINE_DRAWING.charAt(character - '`') : character;
      case 'A' -> character == '#' ? '\u00a3' : character;
      default -> character;
    };
  }

  Charsets with(int slot, char set) {
    char known = set == '0' || set == 'A' ? set : 'B';
    if (designated.charAt(slot) == known) {
      return this;
    }
    return new Charsets(
        designated.substring(0, slot) + known + designated.substring(slot + 1), active);
  }

  Charsets use(int slot) {
    return slot == active ? this : new Charsets(designated, slot);
  }

  /** The sequences that bring {@link #ASCII} about from this. */
  String deselection() {
    StringBuilder sequences = new StringBuilder();
    String intermediates = "()*+";
    for (int slot = 0; slot < designated.length(); slot++) {
      if (designated.charAt(slot) != 'B') {
        sequences.append('\u001b').append(intermediates.charAt(slot)).append('B');
      }
    }
    return active == 0 ? sequences.toString() : sequences.append('\u000f').toString();
  }

  /** The sequences that bring this about from {@link #ASCII}. */
  String selection() {
    StringBuilder sequences = new StringBuilder();
    String intermediates = "()*+";
    for (int slot = 0; slot < designated.length(); slot++) {
      if (designated.charAt(slot) != 'B') {
        sequences.append('\u001b').append(intermediates.charAt(slot));
        sequences.append(designated.charAt(slot));
      }
    }
    switch (active) {
      case 1 -> sequences.append('\u000e');
      case 2 -> sequences.append("\u001bn");
      case 3 -> sequences.append("\u001bo");
      default -> {}
    }
    return sequences.toString();
  }
}
