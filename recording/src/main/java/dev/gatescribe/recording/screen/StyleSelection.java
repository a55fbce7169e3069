package dev.gatescribe.recording.screen;

/** SGR: {@code CSI … m} (ECMA-48, 8.3.117; colours as in ITU-T T.416 and as xterm has them). */
final class StyleSelection {
  private static final int UNDERLINE_FORMS = 5;
  private static final int BRIGHT = 8;

  private final ControlSequence sequence;
  private long style;
  private int index;

  private StyleSelection(long style, ControlSequence sequence) {
    this.style = style;
    this.sequence = sequence;
  }

  static long apply(long style, ControlSequence sequence) {
    StyleSelection selection = new StyleSelection(style, sequence);
    if (sequence.count() == 0) {
      return CellStyle.PLAIN;
    }
    while (selection.index < sequence.count()) {
      selection.next();
    }
    return selection.style;
  }

  private void next() {
    int code = sequence.value(index++);
    switch (code) {
      case 0 -> style = CellStyle.PLAIN;
      case 1 -> style |= CellStyle.BOLD;
      case 2 -> style |= CellStyle.DIM;
      case 3 -> style |= CellStyle.ITALIC;
      case 4 -> underline();
      case 5 -> style |= CellStyle.BLINK;
      case 7 -> style |= CellStyle.INVERSE;
      case 8 -> style |= CellStyle.INVISIBLE;
      case 9 -> style |= CellStyle.STRUCK;
      case 21 -> style = CellStyle.withUnderline(style, 2);
      case 22 -> style &= ~(CellStyle.BOLD | CellStyle.DIM);
      case 23 -> style &= ~CellStyle.ITALIC;
      case 24 -> style = CellStyle.withUnderline(style, 0);
      case 25 -> style &= ~CellStyle.BLINK;
      case 27 -> style &= ~CellStyle.INVERSE;
      case 28 -> style &= ~CellStyle.INVISIBLE;
      case 29 -> style &= ~CellStyle.STRUCK;
      case 38 -> {
        int colour = colour();
        style = colour < 0 ? style : CellStyle.withForeground(style, colour);
      }
      case 39 -> style = CellStyle.withForeground(style, 0);
      case 48 -> {
        int colour = colour();
        style = colour < 0 ? style : CellStyle.withBackground(style, colour);
      }
      case 49 -> style = CellStyle.withBackground(style, 0);
      case 53 -> style |= CellStyle.OVERLINED;
      case 55 -> style &= ~CellStyle.OVERLINED;
      // The colour of underlines is read, so that its numbers are not taken for styles.
      case 58 -> colour();
      default -> shortColour(code);
    }
    skipSubParameters();
  }

  private void shortColour(int code) {
    if (code >= 30 && code <= 37) {
      style = CellStyle.withForeground(style, CellStyle.old(code - 30));
    } else if (code >= 40 && code <= 47) {
      style = CellStyle.withBackground(style, CellStyle.old(code - 40));
    } else if (code >= 90 && code <= 97) {
      style = CellStyle.withForeground(style, CellStyle.old(code - 90 + BRIGHT));
    } else if (code >= 100 && code <= 107) {
      style = CellStyle.withBackground(style, CellStyle.old(code - 100 + BRIGHT));
    }
  }

  /** {@code 4:form}, or 4 alone. */
  private void underline() {
    int form = sequence.isSubParameter(index) ? sequence.value(index) : 1;
    style = CellStyle.withUnderline(style, form < 0 || form > UNDERLINE_FORMS ? 1 : form);
  }

  /**
   * {@code 5;index}, {@code 2;r;g;b}, {@code 5:index}, {@code 2:r:g:b} or {@code 2:space:r:g:b}.
   *
   * @return the colour, or -1 if it is none
   */
  private int colour() {
    boolean colons = sequence.isSubParameter(index);
    int first = index;
    int length = 0;
    while (first + length < sequence.count() && sequence.isSubParameter(first + length) == colons) {
      length++;
    }
    int form = sequence.value(first);
    int colour = -1;
    int taken = 1;
    if (form == 5) {
      taken = 2;
      colour = length < 2 && colons ? -1 : CellStyle.palette(positive(first + 1));
    } else if (form == 2) {
      // With colons a colour space may stand before the three numbers.
      int from = first + (colons && length > 4 ? 2 : 1);
      taken = colons ? length : 4;
      colour = CellStyle.rgb(positive(from), positive(from + 1), positive(from + 2));
    }
    index = Math.min(first + (colons ? length : taken), sequence.count());
    return colour;
  }

  private int positive(int at) {
    return Math.max(0, sequence.value(at));
  }

  private void skipSubParameters() {
    while (index < sequence.count() && sequence.isSubParameter(index)) {
      index++;
    }
  }
}
