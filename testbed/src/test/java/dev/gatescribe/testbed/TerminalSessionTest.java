package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.CastReplay;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A person at a terminal. What the terminal showed when they left is what the exported recording
 * shows at its end, in another terminal: text, colours and cursor.
 */
class TerminalSessionTest {
  private static final int COLUMNS = 96;
  private static final int ROWS = 28;
  private static final String PROMPT = "gate>";

  @AutoClose private static DemoServer demo;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
  }

  @Test
  void personEditsResizesLooksAndInterruptsThenTheExportEndsWithTheSameScreen() {
    StoredRecordings.Since since = demo.newRecordings();
    Path note = demo.scratch("note.txt");
    Screen left;
    try (Tmux terminal = login("shell")) {
      terminal.typeLine("vim -u NONE -N -n " + note);
      terminal.awaitScreen("an empty file in vim", screen -> screen.contains("\n~"));
      terminal.press("i");
      terminal.type("Grüße, 世界! żółw 🎉 naïve");
      terminal.press("Enter");
      terminal.type("second line");
      terminal.awaitText("second line");
      terminal.press("Escape");

      terminal.resize(120, 36);
      terminal.awaitScreen(
          "vim in 36 rows",
          screen -> screen.lines().skip(33).findFirst().orElse("").startsWith("~"));
      terminal.type(":wq");
      terminal.press("Enter");
      terminal.awaitScreen("the prompt", screen -> screen.contains(PROMPT));
      assertThat(note).hasContent("Grüße, 世界! żółw 🎉 naïve\nsecond line\n");

      terminal.typeLine("top -d 0.2");
      terminal.awaitText("load average");
      terminal.press("q");
      terminal.awaitScreen("the prompt", screen -> screen.stripTrailing().endsWith(PROMPT));
      terminal.typeLine("clear; printf '\\033[1;31mred \\033[48;5;27mon blue\\033[0m ünïcode\\n'");
      terminal.awaitText("red on blue ünïcode");

      terminal.typeLine("sleep 1000");
      terminal.press("C-c");
      terminal.typeLine("echo status=$?");
      terminal.awaitText("status=130");
      terminal.typeLine("stty size");
      terminal.awaitText("36 120");

      terminal.resize(72, 20);
      terminal.typeLine("stty size; tput cols; echo settled");
      terminal.awaitScreen(
          "the new size", screen -> screen.contains("20 72") && endsWithPrompt(screen, "settled"));
      left = leave(terminal);
    }
    assertReplayShows(since.awaitFinished(), left);
  }

  @Test
  void personLeavesInTheMiddleOfVimThenTheExportEndsWithTheSameScreen() {
    StoredRecordings.Since since = demo.newRecordings();
    Screen left;
    try (Tmux terminal = login("vim")) {
      terminal.typeLine("vim -u NONE -N -n +'syntax on' +'set number' +split /etc/passwd");
      terminal.awaitText("root:x:0:0");
      terminal.resize(COLUMNS, ROWS + 12);
      terminal.awaitScreen(
          "vim in more rows", screen -> !screen.lines().skip(ROWS + 10).toList().get(0).isBlank());
      terminal.type(":vsplit");
      terminal.press("Enter");
      terminal.type("/root");
      terminal.press("Enter");
      terminal.awaitText("/root");
      terminal.type(":echo 'set' . 'tled'");
      terminal.press("Enter", "C-g", "Enter");
      terminal.typeLine(":echo 'set' . 'tled'");
      terminal.awaitText("settled");
      left = leave(terminal);
    }
    assertReplayShows(since.awaitFinished(), left);
  }

  @Test
  void terminalMultiplexerRunsOnTheTargetThenItWorksAsEver() {
    Path socket = demo.scratch("inner");
    try (Tmux terminal = login("multiplexer")) {
      terminal.typeLine("tmux -u -S " + socket + " -f /dev/null new-session 'PS1=inner: sh'");
      terminal.awaitText("inner:");
      terminal.resize(COLUMNS + 20, ROWS + 5);
      terminal.awaitScreen(
          "the status line at the new bottom",
          screen -> screen.lines().skip(ROWS + 4).findFirst().orElse("").contains("[0] 0:"));
      terminal.typeLine("stty size; exit");
      terminal.awaitText("[exited]");
      terminal.typeLine("exit 7");

      assertThat(terminal.awaitExit()).isEqualTo("7");
    }
  }

  /** A shell on the target, with a prompt that is known, on an empty screen. */
  private static Tmux login(String name) {
    Tmux terminal =
        Tmux.open(
            demo.scratch(name + ".tmux"),
            COLUMNS,
            ROWS,
            demo.gateway().ssh().options("-tt").words());
    terminal.awaitScreen("anything", screen -> !screen.isBlank());
    terminal.typeLine("unset PROMPT_COMMAND; PS1='gate''> '; clear");
    terminal.awaitScreen("the prompt at the top", screen -> screen.startsWith(PROMPT));
    return terminal;
  }

  private static boolean endsWithPrompt(String screen, String before) {
    return screen.stripTrailing().endsWith(before + "\n" + PROMPT);
  }

  private record Screen(String content, String cursor) {}

  /** What the terminal shows, and then the client's escape sequence, which ends without a word. */
  private static Screen leave(Tmux terminal) {
    Screen screen = new Screen(terminal.screenWithColours(), terminal.cursor());
    terminal.type("~.");
    assertThat(terminal.awaitExit()).isEqualTo("255");
    return screen;
  }

  private static void assertReplayShows(RecordingId id, Screen left) {
    Path cast = demo.scratch(id + ".cast");
    CommandLineTool.run(
            "recordings",
            "export",
            id.toString(),
            "--data",
            demo.data().toString(),
            "--format",
            "asciicast-v3",
            "--output",
            cast.toString())
        .orFail();
    CastReplay replay = CastReplay.read(cast);
    assertThat(replay.columns()).isEqualTo(COLUMNS);
    assertThat(replay.rows()).isEqualTo(ROWS);
    try (Tmux terminal = replay.playToEnd(demo.scratch(id + ".replay"))) {
      assertThat(terminal.screenWithColours()).isEqualTo(left.content());
      assertThat(terminal.cursor()).isEqualTo(left.cursor());
    }
  }
}
