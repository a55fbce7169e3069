package dev.gatescribe.recording.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A screen of ten columns and four rows, unless a test says otherwise. */
@Timeout(60)
class TerminalScreenTest {
  private final TerminalScreen screen = TerminalScreen.of(10, 4);

  /** {@code ^} stands for ESC; {@code |} parts the rows. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          abc,                             abc
          a^[3Cb,                          a   b
          0123456789x,                     0123456789|x
          ^[?7l0123456789xy,               012345678y
          0123456789^[Kx,                  0123456789|x
          漢字漢字漢字,                        漢字漢字漢|字
          漢^[2Dx,                          x
          漢^[Dx,                           " x"
          e\u0301x,                        e\u0301x
          ^(0qx^(Bq,                       ─│q
          ab^[1;1H^[@x,                    xab
          abcd^[1;1H^[2P,                  cd
          abcd^[1;2H^[2X,                  a  d
          a^[4hb^[1;1Hc,                   cab
          a^[3b,                           aaaa
          "a^[2;1Hb^[3;1Hc^[1;1H^[L",      |a|b|c
          "a^[2;1Hb^[3;1Hc^[1;1H^[M",      b|c
          "a^[2;1Hb^[3;1Hc^[2;3r^[3;1H^D", a|c
          "a^[2;1Hb^[2;3r^[2;1H^M",        a||b
          "^[2;3r^[?6h^[1;1Hx",            |x
          ^[?1049hx^[?1049ly,              y
          ^7abc^8x,                        xbc
          ^]0;title^\\a,                   a
          ^P1$qm^\\a,                      a
          a^[999999999Cb,                  a        b
          ^#8^[2;1H^[J,                    EEEEEEEEEE
          a^[5nb^[cc,                      abc
          a^cb,                            b
          a^[38;2;1;4;7mb^[38:5:300mc,     abc
          """)
  void whatIsWrittenIsShown(String written, String shown) {
    write(written.replace("\\u0301", "\u0301"));
    assertThat(String.join("|", screen.text()).replaceAll("\\|+$", ""))
        .isEqualTo(shown.replace("\\u0301", "\u0301"));
  }

  @Test
  void charactersAndSequencesCutAnywhereComeOutWhole() {
    byte[] bytes = "é漢🙂\u001b[3;2H\u001b]0;t\u001b\\x".getBytes(StandardCharsets.UTF_8);
    for (byte one : bytes) {
      screen.feed(ByteBuffer.wrap(new byte[] {one}));
    }
    assertThat(screen.text()).containsExactly("é漢🙂", "", " x", "");
  }

  @Test
  void fewerRowsKeepTheCursorsAndMoreComeBelow() {
    write("a\r\nb\r\nc\r\nd");
    screen.resize(10, 2);
    assertThat(screen.text()).containsExactly("c", "d");
    screen.resize(1, 3);
    assertThat(screen.text()).containsExactly("c", "d", "");
  }

  @Test
  void sizesThatCannotBeArePutRight() {
    screen.resize(0, 0);
    assertThat(List.of(screen.columns(), screen.rows())).containsExactly(80, 24);
    screen.resize(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(List.of(screen.columns(), screen.rows()))
        .containsExactly(TerminalScreen.MOST_COLUMNS, TerminalScreen.MOST_ROWS);
    screen.resize(-1, Integer.MIN_VALUE);
    assertThat(List.of(screen.columns(), screen.rows())).containsExactly(1, 1);
  }

  @Test
  void whatIsPaintedGoesOnInTheMiddleOfASequence() {
    for (String begun :
        List.of(
            "\u001b", "\u001b[3;", "\u001b(", "\u001b]0;ti", "\u001bPx", "\u001b_", "\u001b[?>")) {
      TerminalScreen one = TerminalScreen.of(10, 4);
      feed(one, "abc" + begun);
      TerminalScreen other = TerminalScreen.of(10, 4);
      other.feed(ByteBuffer.wrap(one.repaint()));
      for (TerminalScreen each : List.of(one, other)) {
        feed(each, "2H0x\u001b\\y");
      }
      assertThat(other.text()).as(begun).isEqualTo(one.text());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void paintingAndGoingOnIsTheSameAsHavingPlayedEverything(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      int columns = 1 + random.nextInt(30);
      int rows = 1 + random.nextInt(10);
      TerminalScreen played = TerminalScreen.of(columns, rows);
      played.feed(ByteBuffer.wrap(hostile(random, random.nextInt(400))));
      // NUL does nothing but end what a repetition would repeat, which a screen cannot carry over
      // in every mode.
      feed(played, "\0");
      TerminalScreen painted = TerminalScreen.of(played.columns(), played.rows());
      painted.feed(ByteBuffer.wrap(played.repaint()));
      byte[] rest = hostile(random, random.nextInt(200));
      assertSame("seed " + seed + ", round " + i + " before", played, painted);
      played.feed(ByteBuffer.wrap(rest));
      painted.feed(ByteBuffer.wrap(rest));
      assertSame("seed " + seed + ", round " + i + " after", played, painted);
      for (TerminalScreen each : List.of(played, painted)) {
        each.resize(columns + 3, Math.max(1, rows - 2));
        feed(each, "\u0018\0");
      }
      assertSame("seed " + seed + ", round " + i + " resized", played, painted);
      assertThat(new String(painted.repaint(), StandardCharsets.UTF_8))
          .as("modes and styles too: seed " + seed + ", round " + i)
          .isEqualTo(new String(played.repaint(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void hostileBytesOnTheLargestScreenTakeNoLongTime() {
    TerminalScreen largest = TerminalScreen.of(Integer.MAX_VALUE, Integer.MAX_VALUE);
    String dear =
        "\u001b#8\u001b[99999999L\u001b[2J\u001b[99999999@\u001b[9b\u001b[99999999S\u001bc";
    for (int i = 0; i < 10_000; i++) {
      feed(largest, dear);
    }
    feed(largest, "\u001b[" + "9;".repeat(100_000) + "\u001b]" + "x".repeat(1_000_000));
    assertThat(largest.repaint().length).isLessThan(100_000);
  }

  private static void assertSame(String what, TerminalScreen one, TerminalScreen other) {
    assertThat(other.text()).as(what).isEqualTo(one.text());
    assertThat(other.cursorRow()).as(what).isEqualTo(one.cursorRow());
    assertThat(other.cursorColumn()).as(what).isEqualTo(one.cursorColumn());
  }

  /** Bytes of all kinds, with many sequences among them. */
  private static byte[] hostile(Random random, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 ->
            text.append("\u001b[")
                .append(random.nextInt(12))
                .append((char) (64 + random.nextInt(63)));
        case 2 ->
            text.append("\u001b[")
                .append(random.nextInt(9))
                .append(';')
                .append(random.nextInt(40))
                .append((char) (64 + random.nextInt(63)));
        case 3 ->
            text.append("\u001b[?")
                .append(new int[] {6, 7, 25, 47, 1047, 1048, 1049, 2004}[random.nextInt(8)])
                .append(random.nextBoolean() ? 'h' : 'l');
        case 4 -> text.append('\u001b').append((char) (32 + random.nextInt(95)));
        case 5 -> text.append((char) random.nextInt(32));
        case 6 ->
            text.appendCodePoint(
                new int[] {'a', 'b', '~', 'é', '漢', 0x1f642, 0x301, 0x20000, 0x9b}
                    [random.nextInt(9)]);
        default -> text.append((char) (32 + random.nextInt(95)));
      }
    }
    return text.toString()
        .getBytes(random.nextInt(5) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private void write(String text) {
    feed(screen, text.replace('^', '\u001b'));
  }

  private static void feed(TerminalScreen screen, String text) {
    screen.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
