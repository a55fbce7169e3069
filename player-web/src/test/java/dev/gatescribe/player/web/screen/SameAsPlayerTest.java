package dev.gatescribe.player.web.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.player.web.screen.PlayerTerminal.Shown;
import dev.gatescribe.player.web.screen.PlayerTerminal.Step;
import dev.gatescribe.recording.screen.TerminalScreen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
  private static final int SCENES = 150;

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
  @ValueSource(longs = {1, 2, 3, 4})
  void noiseIsShownAsThePlayerShowsItFromAKeyFrameToo(long seed) throws IOException {
    for (int i = 0; i < SCENES; i++) {
      long sceneSeed = seed * 10_000 + i;
      TerminalNoise noise = new TerminalNoise(sceneSeed, true);
      byte[] before = noise.next(1 + i / 2);
      byte[] after = noise.next(15);
      TerminalScreen screen = TerminalScreen.of(80, 24);
      screen.feed(ByteBuffer.wrap(before));
      List<Step> played = new ArrayList<>(List.of(new Step.Write(before)));
      List<Step> painted = new ArrayList<>(List.of(new Step.Write(screen.repaint())));
      compare("before, seed " + sceneSeed, screen, player.show(played), player.show(painted));
      screen.feed(ByteBuffer.wrap(after));
      played.add(new Step.Write(after));
      painted.add(new Step.Write(after));
      compare("after, seed " + sceneSeed, screen, player.show(played), player.show(painted));
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
