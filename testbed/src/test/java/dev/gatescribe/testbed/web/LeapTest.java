package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A recording with much output: the player leaps by key frames instead of drawing all of it. */
@ExtendWith(SignedInDemo.Extension.class)
class LeapTest {
  /** Output enough for key frames, a scene after it, and an end. */
  private static final String SCRIPT =
      """
      stty -echo; seq 1 1200000; sleep 1.5
      printf '\\033[2J\\033[Hsecond scene'; sleep 1.5; printf '\\033[5;5Hthe end'; sleep 0.3
      """;

  private static SignedInDemo signedIn;
  private static RecordingId recording;
  private static double second;

  @BeforeAll
  static void record(SignedInDemo open) {
    signedIn = open;
    DemoServer demo = open.server();
    StoredRecordings.Since since = demo.newRecordings();
    List<String> words = demo.gateway().ssh(SCRIPT).options("-tt").words();
    try (Tmux terminal = Tmux.open(demo.scratch("leaping"), 80, 24, words)) {
      assertThat(terminal.awaitExit()).isEqualTo("0");
    }
    recording = since.awaitFinished();
    RecordedEvents events = RecordedEvents.read(demo.web(), recording);
    second = events.secondsOf("second scene");
    String moment =
        "/api/recordings/" + recording + "/streams/1/screen?at=" + (long) (second * 1e6);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !demo.web().json(moment).get("screen").isNull());
  }

  @Test
  void momentsFarAwayAreShownThenTheGatewayWasAskedWhatTheScreenShowed() {
    try (WatchedBrowser browser = WatchedBrowser.open(signedIn)) {
      List<String> asked = new ArrayList<>();
      browser
          .context()
          .onRequest(request -> {
            if (request.url().contains("/screen?at=")) {
              asked.add(request.url());
            }
          });

      PlayerPage player = PlayerPage.at(browser, recording, second + 0.5);
      player.await("shows the second scene alone", () -> only(player, "second scene"));
      assertThat(asked).as("a link far into the recording").isNotEmpty();

      int before = asked.size();
      player.clickTimeline(second - 0.7); // While the script slept.
      player.await("shows the last numbers", () -> player.rows().contains("1200000"));
      assertThat(player.rows()).hasSize(24).contains("1199990", "1199999");
      assertThat(player.text()).doesNotContain("second scene");
      assertThat(asked.size()).as("back over much output").isGreaterThan(before);

      player.clickTimeline(player.duration());
      player.awaitText("the end");
      assertThat(player.rows().getFirst()).isEqualTo("second scene");
      browser.assertNoOffence();
    }
  }

  private static boolean only(PlayerPage player, String text) {
    return player.text().strip().equals(text);
  }
}
