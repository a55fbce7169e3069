package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Help texts are whole: what is to be copied from them is not broken. */
class UsageTest {
  static Stream<CommandLine> commands() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return all(Main.commandLine(nowhere, nowhere));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(UsageTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineOfTheUsageEndsInsideAPathOrBeforeADefault(CommandLine command) {
    assertThat(command.getUsageMessage().lines())
        .isNotEmpty()
        .noneMatch(line -> line.matches(".*(^|[ (])[./$~-]|.*\\(default:|.*/"));
  }
}
