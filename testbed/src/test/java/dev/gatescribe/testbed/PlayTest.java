package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code recordings play} in a terminal, which is afterwards as it was before. */
class PlayTest {
  private static final int ROWS = 50;
  private static final String SHOWN_AT_THE_END = "root:x:0:0";

  /** Switches on what it can, and goes on for a while: two seconds of recording. */
  private static final String CHANGES_MODES =
      "printf '\\033[?1049h\\033[5;20r\\033[?6h\\033[?1h\\033=\\033[?1000h\\033[4h\\033[?7l changed';"
          + " for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; printf .; done";

  @AutoClose private static DemoServer demo;
  private static RecordingId brokenOff;
  private static RecordingId slow;

  /** Leaves in the middle of an editor, with a window split, so that much is switched on. */
  @BeforeAll
  static void recordAnEditorInASmallTerminal() {
    demo = DemoServer.start();
    StoredRecordings.Since since = demo.newRecordings();
    List<String> words =
        demo.gateway()
            .ssh("vim -u NONE -N -n +'set mouse=a' +split /etc/passwd")
            .options("-t")
            .words();
    try (Tmux terminal = Tmux.open(demo.scratch("record"), 100, 30, words)) {
      terminal.awaitText(SHOWN_AT_THE_END);
      terminal.type(":5");
      terminal.press("Enter", "C-e", "C-e", "C-y");
    }
    brokenOff = since.awaitFinished();
    since = demo.newRecordings();
    demo.gateway().ssh(CHANGES_MODES).options("-tt").run();
    slow = since.awaitFinished();
  }

  @Test
  void recordingEndsInsideAnEditorThenTheTerminalIsAsBefore() {
    try (Tmux terminal = shell("whole")) {
      String before = terminal.modes();
      assertThat(before).contains("scrolls=0-" + (ROWS - 1));

      terminal.typeLine(play(brokenOff, "--speed", "1000") + "; echo played=$?");
      terminal.awaitText("played=0");

      assertThat(terminal.modes()).isEqualTo(before);
    }
  }

  @Test
  void personInterruptsThePlayingThenTheTerminalIsAsBefore() {
    try (Tmux terminal = shell("interrupted")) {
      String before = terminal.modes();

      // It takes twenty seconds, so it is interrupted in its midst.
      terminal.typeLine(play(slow, "--speed", "0.1", "--idle", "10") + "; echo interrupted=$?");
      terminal.awaitText(" changed");
      assertThat(terminal.modes()).isNotEqualTo(before);
      terminal.press("C-c");
      terminal.awaitText("interrupted=130");

      assertThat(terminal.modes()).isEqualTo(before);
    }
  }

  @Test
  void outputIsNoTerminalThenNothingIsPutBack() {
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh("echo hello").run();
    String id = since.awaitFinished().toString();

    assertThat(
            CommandLineTool.run("recordings", "play", id, "--data", demo.data().toString())
                .orFail()
                .stdoutText())
        .isEqualTo("hello\r\n");
  }

  private static Tmux shell(String name) {
    return Tmux.open(demo.scratch(name), 140, ROWS, List.of("sh"));
  }

  private static String play(RecordingId id, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("recordings", "play", id.toString(), "--data", demo.data().toString()));
    words.addAll(List.of(options));
    return BuiltServer.command(words).stream()
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" "));
  }
}
