package dev.gatescribe.recording.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AppearedLinesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "plain                                   | plain",
        "\\e[1;31mred\\e[0m text                  | red text",
        "over\\rwritten                          | written",
        "longer line\\rshort                     | shortr line",
        "longer line\\r\\e[Kshort                 | short",
        "typo\\b\\b\\b\\brest                       | rest",
        "ab\\b \\bc                               | ac",
        "\\e]0;title\\u0007prompt$ ls              | prompt$ ls",
        "\\e]8;;https://example.org\\e\\\\link\\e]8;;\\e\\\\ | link",
        "\\ePq#0;1;1\\e\\\\after                     | after",
        "\\e(Bcharset                              | charset",
        "\\u009b31mC1\\u009b0m                    | C1",
        "a\\tb                                    | a b",
        "wrong\\e[5D\\e[Kright                     | right",
        "ac\\e[D\\e[@b                              | abc",
        "abbc\\e[2D\\e[Pc                           | abc",
        "\\e[?2004hafter a mode                   | after a mode",
        "ten\\e[10Gcolumn                         | ten      column",
        "caf\\u00e9 \\ud83d\\ude00                | caf\u00e9 \ud83d\ude00",
        "hid\\u200bden \\u202emarks               | hidden marks",
        "cancelled \\e[12\\u0018sequence           | cancelled sequence",
        "\\e\\e[0mtwice                             | twice",
      })
  void lineIsShownThenItsTextIsWhatOneReads(String written, String read) {
    assertThat(lines(unescape(written))).containsExactly(read);
  }

  @Test
  void cursorGoesToAnotherLineThenTheLineEnds() {
    assertThat(lines("one\r\ntwo\u001b[5;1Hthree\u001b[2Jfour"))
        .containsExactly("one", "two", "three", "four");
  }

  @Test
  void lineRepeatsItselfThenItIsToldOnce() {
    assertThat(lines("y\ny\ny\nn\ny\n")).containsExactly("y", "n", "y");
  }

  @Test
  void pieceEndsInTheMiddleOfAnythingThenTheTextIsTheSame() {
    String written =
        "\u001b]0;t\u001b\\caf\u00e9 \ud83d\ude00 \u001b[1;31mred\u001b[0m \u4e2d\u6587\r\n";
    byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
    List<String> whole = lines(written);
    for (int cut = 1; cut < bytes.length; cut++) {
      List<String> lines = new ArrayList<>();
      AppearedLines appeared = new AppearedLines((_, _, line) -> lines.add(line));
      appeared.accept(0, 0, ByteBuffer.wrap(bytes, 0, cut));
      appeared.accept(1, 1, ByteBuffer.wrap(bytes, cut, bytes.length - cut));
      appeared.end();
      assertThat(lines).as("cut at " + cut).isEqualTo(whole);
    }
  }

  @Test
  void lineHasTheMomentOfItsLastCharacter() {
    List<Long> moments = new ArrayList<>();
    AppearedLines appeared =
        new AppearedLines((offset, sequence, _) -> {
          moments.add(offset);
          moments.add(sequence);
        });
    appeared.accept(100, 1, bytes("prompt$ "));
    appeared.accept(900, 7, bytes("ls"));
    appeared.accept(950, 8, bytes("\r\n"));
    assertThat(moments).containsExactly(900L, 7L);
  }

  @Test
  void stringOfATerminalNeverEndsThenTextIsHiddenNoLongerThanTheLimit() {
    String hidden = "\u001b]52;c;" + "A".repeat(TerminalScanner.STRING_MAX_CHARS);
    assertThat(lines(hidden + "\r\nrm -rf / here")).last().isEqualTo("rm -rf / here");
    assertThat(lines("\u001b[" + "1;".repeat(200) + "\r\nstill seen"))
        .last()
        .isEqualTo("still seen");
  }

  @Test
  void lineHasNoEndThenItIsPassedOnInBoundedParts() {
    List<String> parts = lines("x".repeat(3 * Line.MAX_CHARACTERS + 5));
    assertThat(parts)
        .allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(Line.MAX_CHARACTERS));
    assertThat(lines("\u001b[9999;9999Hx\u001b[9999Cy\u001b[9999@z")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyBytesAreScannedThenTextHasNoControlCodes(long fixed) {
    long seed = Long.getLong("gatescribe.seed", fixed);
    Random random = new Random(seed);
    String[] pieces = {
      "\u001b[",
      "\u001b]",
      "\u001bP",
      "\r",
      "\b",
      "\u001b\\",
      ";",
      "12",
      "K",
      "@",
      "P",
      "text",
      "\ud83d\ude00",
      "\u009b",
      "\n",
      "9999C",
      "H"
    };
    for (int round = 0; round < 2000; round++) {
      List<String> lines = new ArrayList<>();
      AppearedLines appeared = new AppearedLines((_, _, line) -> lines.add(line));
      TypedLines typed = new TypedLines((_, _, line) -> lines.add(line));
      for (int i = 0; i < 30; i++) {
        byte[] bytes;
        if (random.nextBoolean()) {
          bytes = pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8);
        } else {
          bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
        }
        appeared.accept(i, i, ByteBuffer.wrap(bytes));
        typed.accept(i, i, ByteBuffer.wrap(bytes));
      }
      appeared.end();
      typed.end();
      for (String line : lines) {
        assertThat(line.codePoints().allMatch(PlainText::isPlain))
            .as("seed %d round %d", seed, round)
            .isTrue();
        assertThat(PlainText.of(line)).isEqualTo(line);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ls -la\\r                  | ls -la",
        "lss\\u007f -la\\r          | ls -la",
        "wrong\\u0015right\\r       | right",
        "rm file\\u0017other\\r     | rm other",
        "\\e[A\\e[Bafter keys\\r      | after keys",
        "\\e[200~pasted\\e[201~\\r     | pasted",
        "left\\u0003                | left",
      })
  void lineIsTypedThenItIsWhatWasMeant(String typed, String line) {
    List<String> lines = new ArrayList<>();
    new TypedLines((_, _, text) -> lines.add(text)).accept(0, 0, bytes(unescape(typed)));
    assertThat(lines).containsExactly(line);
  }

  private static List<String> lines(String written) {
    List<String> lines = new ArrayList<>();
    AppearedLines appeared = new AppearedLines((_, _, line) -> lines.add(line));
    appeared.accept(0, 0, bytes(written));
    appeared.end();
    return lines;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The escapes of the tables above. */
  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char kind = text.charAt(++i);
      switch (kind) {
        case 'e' -> plain.append('\u001b');
        case 'r' -> plain.append('\r');
        case 'b' -> plain.append('\b');
        case 't' -> plain.append('\t');
        case 'u' -> {
          plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> plain.append(kind);
      }
    }
    return plain.toString();
  }
}
