package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import dev.gatescribe.testbed.fixture.Tmux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code gatescribe serve} where a person sits at its terminal. */
class ServeTerminalTest {
  private static final Pattern LINK = Pattern.compile("/sign-in\\?code=[A-Za-z0-9_-]+");

  @AutoClose private final TemporaryDirectory folder = new TemporaryDirectory();

  @Test
  void personPressesEnterAndStopsItThenLinksAndFarewellAreLinesForPeople() throws IOException {
    Path configuration = folder.resolve("gatescribe.yaml");
    int port = FreePorts.one();
    Files.writeString(
        configuration,
        """
        ssh:
          listen: 127.0.0.1:%d
        web:
          listen: 127.0.0.1:%d
        data: data
        targets: []
        principals: []
        policies: []
        """
            .formatted(port, FreePorts.one()));
    List<String> words = BuiltServer.server(List.of("serve", "--config", configuration.toString()));
    try (Tmux terminal = Tmux.open(folder.resolve("tmux"), 200, 60, words)) {
      terminal.awaitText("\nready. Enter prints a new sign-in link.");
      String ready = terminal.screen();
      assertThat(ready)
          .contains("ssh -p " + port + " LOGIN@TARGET@127.0.0.1")
          .contains("./gatescribe recordings list --data " + folder.resolve("data"))
          .containsPattern("\\d\\d:\\d\\d:\\d\\d INFO ")
          .doesNotContain("{\"");
      assertThat(links(ready)).hasSize(1);

      terminal.press("Enter");
      terminal.awaitScreen("another link", screen -> links(screen).size() == 2);

      terminal.press("C-c");
      terminal.awaitText("\nstopped; the recordings are in " + folder.resolve("data"));
      assertThat(terminal.awaitExit()).isIn("0", "130");
      assertThat(terminal.screen()).doesNotContain("Exception").doesNotContain("\tat ");
      assertThat(links(terminal.screen())).doesNotHaveDuplicates();
    }
  }

  private static List<String> links(String screen) {
    return LINK.matcher(screen).results().map(result -> result.group()).toList();
  }
}
