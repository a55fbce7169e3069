package dev.gatescribe.player.web.screen;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What programs may write to a terminal, at random: text of many scripts and many sequences. */
final class TerminalNoise {
  private static final String[] LETTERS = {
    "a",
    "Hello, world",
    "~`#|qqxlk",
    "é",
    "ß→",
    "漢字",
    "한글",
    "ｗｉｄｅ",
    "🙂",
    "e\u0301\u0323",
    "  ",
    "─│┌",
    "x".repeat(90)
  };
  private static final String FINALS = "@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu";
  private static final String[] OTHERS = {
    "\u001b7",
    "\u001b8",
    "\u001bD",
    "\u001bE",
    "\u001bM",
    "\u001b(0qx`lk\u001b(B",
    "\u001b(B",
    "\r",
    "\n",
    "\r\n",
    "\b",
    "\t",
    "\u0007",
    "\u0000",
    "\u007f",
    "\u001b[!p",
    "\u001b]0;title\u0007",
    "\u001b]8;;http://example.org\u001b\\",
    "\u001bP1$r0m\u001b\\",
    "\u001b_apc\u001b\\",
    "\u001b[?25l",
    "\u001b[?25h",
    "\u001b[2 q",
    "\u001b=",
    "\u001b>",
    "\u001b%G",
    "\u001b[6n",
    "\u001b[c",
    "\u001b[>c",
    "\u001b[18t",
    "\u001b[3 @",
    "\u001b[2 A",
    "\u001b[?2004h",
    "\u001b[?1002h",
    "\u009b3C",
    "\u0085",
    "\u0084",
    "\u001b[3J",
    "\u001bc"
  };
  private static final String[] MODES = {
    "4h", "4l", "?47h", "?47l", "?1047h", "?1047l", "?1049h", "?1049l", "?1048h", "?1048l"
  };
  private static final int[] STYLES = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 21, 22, 23, 24, 25, 27, 28, 29, 31, 39, 42, 49, 53, 55, 91, 104, 999
  };

  private final Random random;
  private final boolean withModes;

  TerminalNoise(long seed, boolean withModes) {
    this.random = new Random(seed);
    this.withModes = withModes;
  }

  byte[] next(int pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pieces; i++) {
      out.writeBytes(piece());
    }
    return out.toByteArray();
  }

  /** One piece, that may be cut off or broken. */
  private byte[] piece() {
    int kind = random.nextInt(100);
    if (kind < 40) {
      return utf8(LETTERS[random.nextInt(LETTERS.length)]);
    }
    if (kind < 42) {
      // Only of those that the player's terminal does not repeat one by one: it would take minutes.
      return utf8("\u001b[99999999999" + "ABCDEFGHKPX@d".charAt(random.nextInt(13)));
    }
    if (kind < 75) {
      return utf8("\u001b[" + parameters() + FINALS.charAt(random.nextInt(FINALS.length())));
    }
    if (kind < 83) {
      return utf8("\u001b[" + style() + "m");
    }
    if (kind < 94) {
      return utf8(OTHERS[random.nextInt(OTHERS.length)]);
    }
    if (kind < 97) {
      return utf8(withModes ? "\u001b[" + MODES[random.nextInt(MODES.length)] : "\r\n");
    }
    return new byte[] {(byte) (0x80 | random.nextInt(128))};
  }

  private String parameters() {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> Integer.toString(random.nextInt(4));
      case 2 -> Integer.toString(1 + random.nextInt(60));
      case 3 -> (1 + random.nextInt(30)) + ";" + (1 + random.nextInt(90));
      case 4 -> ";" + random.nextInt(30);
      default -> Integer.toString(random.nextInt(10));
    };
  }

  private String style() {
    return switch (random.nextInt(8)) {
      case 0 -> "38;5;" + random.nextInt(256);
      case 1 -> "48;2;" + random.nextInt(256) + ";" + random.nextInt(256) + ";7";
      case 2 -> "38:2::" + random.nextInt(256) + ":1:2";
      case 3 -> "4:" + random.nextInt(7);
      case 4 -> "48:5:" + random.nextInt(256) + ";1";
      case 5 -> "58;5;3;" + STYLES[random.nextInt(STYLES.length)];
      default ->
          STYLES[random.nextInt(STYLES.length)] + ";" + STYLES[random.nextInt(STYLES.length)];
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
