package dev.gatescribe.recording.screen;

/**
 * How a cell looks, as one number, so that a screen costs no object per cell.
 *
 * <pre>
 *   bit  0–25   foreground: 0 the default; else in bits 24–25 1 and one of the 16 old colours,
 *               2 and one of the palette of 256, or 3 and RGB
 *   bit 26–51   background, likewise
 *   bit 52–62   bold, dim, italic, underline (3 bits), blink, inverse, invisible, struck, overlined
 * </pre>
 */
final class CellStyle {
  /** No colour, no attribute. */
  static final long PLAIN = 0;

  static final long BOLD = 1L << 52;
  static final long DIM = 1L << 53;
  static final long ITALIC = 1L << 54;
  static final long BLINK = 1L << 58;
  static final long INVERSE = 1L << 59;
  static final long INVISIBLE = 1L << 60;
  static final long STRUCK = 1L << 61;
  static final long OVERLINED = 1L << 62;

  private static final int BACKGROUND_SHIFT = 26;
  private static final int UNDERLINE_SHIFT = 55;
  private static final long UNDERLINE_MASK = 7L << UNDERLINE_SHIFT;
  private static final long COLOUR_MASK = (1L << BACKGROUND_SHIFT) - 1;
  private static final int OLD = 1 << 24;
  private static final int PALETTE = 2 << 24;
  private static final int RGB = 3 << 24;
  private static final int BRIGHT = 8;

  private CellStyle() {}

  /** One of the eight colours of ECMA-48, and eight brighter ones. */
  static int old(int index) {
    return OLD | index;
  }

  static int palette(int index) {
    return PALETTE | (index & 0xff);
  }

  static int rgb(int red, int green, int blue) {
    return RGB | ((red & 0xff) << 16) | ((green & 0xff) << 8) | (blue & 0xff);
  }

  static long withForeground(long style, int colour) {
    return (style & ~COLOUR_MASK) | colour;
  }

  static long withBackground(long style, int colour) {
    return (style & ~(COLOUR_MASK << BACKGROUND_SHIFT)) | ((long) colour << BACKGROUND_SHIFT);
  }

  /**
   * The style with another underline.
   *
   * @param form 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed
   */
  static long withUnderline(long style, int form) {
    return (style & ~UNDERLINE_MASK) | ((long) form << UNDERLINE_SHIFT);
  }

  /** What an erased cell keeps of the style that erases: its background. */
  static long erased(long style) {
    return style & (COLOUR_MASK << BACKGROUND_SHIFT);
  }

  /** Writes the control sequence that sets exactly this style, whatever was set before. */
  static void select(long style, StringBuilder out) {
    out.append("\u001b[0");
    flag(style, BOLD, ";1", out);
    flag(style, DIM, ";2", out);
    flag(style, ITALIC, ";3", out);
    int underline = (int) ((style & UNDERLINE_MASK) >>> UNDERLINE_SHIFT);
    if (underline == 1) {
      out.append(";4");
    } else if (underline > 1) {
      out.append(";4:").append(underline);
    }
    flag(style, BLINK, ";5", out);
    flag(style, INVERSE, ";7", out);
    flag(style, INVISIBLE, ";8", out);
    flag(style, STRUCK, ";9", out);
    flag(style, OVERLINED, ";53", out);
    colour((int) (style & COLOUR_MASK), 30, out);
    colour((int) ((style >>> BACKGROUND_SHIFT) & COLOUR_MASK), 40, out);
    out.append('m');
  }

  private static void flag(long style, long flag, String code, StringBuilder out) {
    if ((style & flag) != 0) {
      out.append(code);
    }
  }

  private static void colour(int colour, int base, StringBuilder out) {
    int value = colour & 0xffffff;
    switch (colour & RGB) {
      case OLD -> out.append(';').append(value < BRIGHT ? base + value : base + 52 + value);
      case PALETTE -> out.append(';').append(base + 8).append(";5;").append(value);
      case RGB -> {
        out.append(';').append(base + 8).append(";2;").append(value >> 16);
        out.append(';').append((value >> 8) & 0xff).append(';').append(value & 0xff);
      }
      default -> {}
    }
  }
}
