package dev.gatescribe.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTerminalOutputTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SafeTerminalOutput safe = new SafeTerminalOutput(out);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text\r\n",
        "Grüße, 世界 🦊",
        "\u001b[31mred\u001b[0m",
        "\u001b[?1049h\u001b[2J\u001b[1;1H",
        "\u001b[?25l\u001b[5 q",
        "\u001b(B\u001b)0\u001b7\u001b8\u001bM\u001bc",
        "\u001b[!p",
        "\u001b[u",
        "tab\tbell\u0007back\b"
      })
  void whatOnlyDrawsPassesUnchanged(String drawn) throws IOException {
    assertThat(filtered(drawn)).isEqualTo(drawn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b]0;a title\u0007",
        "\u001b]52;c;Y2xpcGJvYXJk\u0007",
        "\u001b]8;;https://example.org/\u001b\\",
        "\u001bP1;2|device control\u001b\\",
        "\u001b_application\u001b\\",
        "\u001b^privacy\u001b\\",
        "\u001bXstart of string\u001b\\",
        "\u001b[c",
        "\u001b[>0c",
        "\u001b[6n",
        "\u001b[?6n",
        "\u001b[21t",
        "\u001b[8;50;50t",
        "\u001b[0x",
        "\u001b[?25$p",
        "\u001b[>q",
        "\u001b[?u",
        "\u001bZ",
        "\u0005"
      })
  void whatActsOnOrAsksTheTerminalIsDropped(String acting) throws IOException {
    assertThat(filtered("a" + acting + "b")).isEqualTo("ab");
  }

  @Test
  void aSequenceBehindAnUnfinishedOneIsSeen() throws IOException {
    assertThat(filtered("\u001b$\u001b[cx")).isEqualTo("x");
  }

  @Test
  void aControlCharacterInsideASequenceDoesNotHideIt() throws IOException {
    assertThat(filtered("\u001b\n[6\rnx")).isEqualTo("\n\rx");
  }

  @Test
  void aLinkKeepsItsTextAndLosesItsAddress() throws IOException {
    assertThat(filtered("\u001b]8;;https://example.org/\u0007click\u001b]8;;\u0007"))
        .isEqualTo("click");
  }

  @Test
  void aSequenceWithoutEscapeLosesWhatBeginsIt() throws IOException {
    assertThat(filtered("a\u009b6nb\u00a0\u00ff")).isEqualTo("a6nb\u00a0\u00ff");
  }

  @Test
  void aStringThatNeverEndsShowsNothing() throws IOException {
    assertThat(filtered("a\u001b]52;c;" + "x".repeat(100_000))).isEqualTo("a");
  }

  @Test
  void anEndlessSequenceIsGivenUp() throws IOException {
    assertThat(filtered("\u001b[" + "1;".repeat(1_000))).doesNotContain("\u001b");
  }

  @Test
  void anEscapeInsideAStringThatBeginsASequenceIsSeen() throws IOException {
    assertThat(filtered("\u001b]0;title\u001b[31mred")).isEqualTo("\u001b[31mred");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[r", "[?1l", ">", "(B", "[?7h", "[4l", "[0 q", "[?25h", "[0m", "[?1000l", "[?1002l",
        "[?1003l", "[?1006l", "[?1015l", "[?1004l", "[?2004l", "[>4m"
      })
  void leavingPutsBackWhatAProgramMayHaveChanged(String sequence) throws IOException {
    safe.leave();

    assertThat(text()).contains("\u001b" + sequence).endsWith("\r\n");
  }

  @Test
  void leavingAnUnchangedScreenDoesNotMoveTheCursor() throws IOException {
    safe.leave();

    assertThat(text())
        .contains("\u001b7\u001b[r\u001b8")
        .doesNotContain("\u001b[?1049l")
        .doesNotContain("\u001b[?6l");
  }

  @ParameterizedTest
  @ValueSource(strings = {"47", "1047", "1049", "25;1049"})
  void leavingTheAlternateScreenBeginsWithTheMainOne(String mode) throws IOException {
    int drawn = filtered("\u001b[?" + mode + "h").length();

    safe.leave();

    assertThat(text().substring(drawn)).startsWith("\u001b[?1049l");
  }

  @Test
  void theAlternateScreenThatTheProgramLeftIsNotLeftAgain() throws IOException {
    int drawn = filtered("\u001b[?1049;6h\u001b[?1049;6l").length();

    safe.leave();

    assertThat(text().substring(drawn)).startsWith("\u001b7");
  }

  @Test
  void whatComesAfterLeavingIsDropped() throws IOException {
    safe.leave();
    String left = text();

    safe.leave();
    assertThat(filtered("late")).isEqualTo(left);
  }

  @Test
  void bareLineFeedsBecomeNewLinesWhereNoTerminalWas() throws IOException {
    safe.write(ByteBuffer.wrap("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), true);

    assertThat(text()).isEqualTo("one\r\ntwo\r\n");
  }

  /** Whatever the bytes and however they are cut: nothing refused comes through, nothing throws. */
  @Test
  void noBytesMakeTheTerminalActHoweverTheyAreCut() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = hostile(random);
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      new SafeTerminalOutput(whole).write(ByteBuffer.wrap(bytes), false);
      ByteArrayOutputStream cut = new ByteArrayOutputStream();
      SafeTerminalOutput inPieces = new SafeTerminalOutput(cut);
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(7), bytes.length - at);
        inPieces.write(ByteBuffer.wrap(bytes, at, length), false);
        at += length;
      }
      assertThat(cut.toByteArray()).as("seed %d", seed).isEqualTo(whole.toByteArray());
      assertThat(whole.toString(StandardCharsets.ISO_8859_1))
          .as("seed %d", seed)
          .doesNotContainPattern("\u001b[\\]PX^_Z]")
          .doesNotContainPattern("\u001b\\[[0-9;?>=]*[cnxt]");
    }
  }

  private static byte[] hostile(Random random) {
    String alphabet = "\u001b\u001b\u001b[[]]PX^_\\Z0123;?>=!$ qcnxtpumHJ\u0007\u0018abc\n";
    byte[] bytes = new byte[random.nextInt(400)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
    }
    return bytes;
  }

  private String filtered(String written) throws IOException {
    safe.write(ByteBuffer.wrap(written.getBytes(StandardCharsets.UTF_8)), false);
    return text();
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
