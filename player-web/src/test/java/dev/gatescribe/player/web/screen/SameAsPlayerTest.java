package dev.gatescribe.player.web.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.player.web.screen.PlayerTerminal.Shown;
import dev.gatescribe.player.web.screen.PlayerTerminal.Step;
import dev.gatescribe.recording.screen.TerminalScreen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key frame has to show what the player's terminal would show after everything before, and to go
 * on alike: both are tried on that terminal itself.
 */
@Timeout(60)
class SameAsPlayerTest {
  private static final int SCENES = 100;
  private static final int PARTS = 20;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static PlayerTerminal player;

  @BeforeAll
  static void start() throws IOException {
    player = new PlayerTerminal();
  }

  @AfterAll
  static void stop() throws IOException {
    player.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noiseIsShownAsThePlayerShowsItFromAKeyFrameToo(long seed) throws IOException {
    for (int i = 0; i < SCENES; i++) {
      long sceneSeed = seed * 10_000 + i;
      TerminalNoise noise = new TerminalNoise(sceneSeed, true);
      byte[] before = noise.next(1 + i / 2);
      byte[] after = noise.next(15);
      TerminalScreen screen = TerminalScreen.of(80, 24);
      screen.feed(ByteBuffer.wrap(before));
      List<Step> played = new ArrayList<>(List.of(Step.write(before)));
      List<Step> painted = new ArrayList<>(List.of(Step.write(screen.repaint())));
      compare("before, seed " + sceneSeed, screen, player.show(played), player.show(painted));
      screen.feed(ByteBuffer.wrap(after));
      played.add(Step.write(after));
      painted.add(Step.write(after));
      compare("after, seed " + sceneSeed, screen, player.show(played), player.show(painted));
    }
  }

  /** What programs wrote to a terminal of 80 columns and 24 rows. */
  @ParameterizedTest
  @ValueSource(strings = {"vim", "less", "tmux", "ls", "progress"})
  void programIsShownAsThePlayerShowsItWhereverAKeyFrameIsMade(String program) throws IOException {
    byte[] written =
        Files.readAllBytes(Path.of("src/test/resources/terminal", program + ".output"));
    for (int part = 1; part <= PARTS; part++) {
      int cut = written.length * part / PARTS;
      byte[] before = Arrays.copyOf(written, cut);
      byte[] after = Arrays.copyOfRange(written, cut, written.length);
      TerminalScreen screen = TerminalScreen.of(80, 24);
      screen.feed(ByteBuffer.wrap(before));
      List<Step> painted = List.of(Step.write(screen.repaint()), Step.write(after));
      compare(
          program + " until byte " + cut,
          screen,
          player.show(List.of(Step.write(before))),
          player.show(painted.subList(0, 1)));
      screen.feed(ByteBuffer.wrap(after));
      compare(
          program + " from byte " + cut,
          screen,
          player.show(List.of(Step.write(written))),
          player.show(painted));
    }
  }

  private static void compare(String what, TerminalScreen screen, Shown played, Shown painted) {
    assertThat(screen.text()).as(what + ": text").isEqualTo(played.text());
    assertThat(List.of(screen.cursorRow(), screen.cursorColumn()))
        .as(what + ": cursor")
        .isEqualTo(List.of(played.row(), Math.min(played.column(), screen.columns() - 1)));
    assertThat(painted).as(what + ": painted").isEqualTo(played);
  }
}
