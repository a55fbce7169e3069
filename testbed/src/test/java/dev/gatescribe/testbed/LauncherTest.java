package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.LauncherLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./gatescribe} answers by itself: at once, without a JDK and without building. */
class LauncherTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int USAGE = 2;
  private static final List<String> COMMANDS =
      List.of(
          "demo",
          "serve",
          "recordings",
          "index",
          "access-token",
          "build",
          "test",
          "cluster",
          "bench",
          "campaign");

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpIsAskedForThenEveryCommandIsTold(String how) {
    CommandResult result = launcher(how).orFail();

    for (String command : COMMANDS) {
      assertThat(result.stdoutText()).contains("./gatescribe " + command);
    }
  }

  @Test
  void commandIsUnknownThenTheKnownOnesAreNamed() {
    CommandResult result = launcher("frobnicate");

    assertThat(result.exitStatus()).isEqualTo(USAGE);
    assertThat(result.stderrText()).contains("no command frobnicate").contains(COMMANDS);
  }

  @Test
  void tokenIsMadeWithTheLinesThatMakeItKnown() {
    CommandResult withoutJdk = launcher("access-token");
    CommandResult result = CommandLineTool.run("access-token").orFail();

    // The launcher knows the command, and asks for what it needs.
    assertThat(withoutJdk.stderrText()).contains("/nowhere").doesNotContain("no command");
    assertThat(result.stdoutText()).contains("gst_").contains("sha256:");
  }

  @Test
  void helpOfTheTestsIsOurOwn() {
    assertThat(launcher("test", "--help").orFail().stdoutText())
        .contains("./gatescribe test [MAVEN ARGUMENTS]")
        .doesNotContain("usage: mvn");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "campaign"})
  void nothingIsNamedThenTheListIsShown(String kind) {
    assertThat(launcher(kind).orFail().stdoutText())
        .isEqualTo(launcher(kind, "--help").orFail().stdoutText())
        .contains(LauncherLists.names(kind));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "campaign"})
  void nameIsUnknownThenTheListIsShown(String kind) {
    CommandResult result = launcher(kind, "frobnicate");

    assertThat(result.exitStatus()).isEqualTo(USAGE);
    assertThat(result.stderrText()).contains("no frobnicate").contains(LauncherLists.names(kind));
  }

  /** With a JDK that is none, so that whatever wants to build or to run something fails. */
  private static CommandResult launcher(String... words) {
    List<String> command = new ArrayList<>();
    command.add(BuiltServer.root().resolve("gatescribe").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("GATESCRIBE_APP");
    builder.environment().put("GATESCRIBE_JAVA_HOME", "/nowhere");
    try (ChildProcess process = ChildProcess.start(builder)) {
      return process.await(LIMIT);
    }
  }
}
