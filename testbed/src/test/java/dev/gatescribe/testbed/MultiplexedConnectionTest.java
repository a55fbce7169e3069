package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many commands over one connection, as Ansible and impatient people do it (ControlMaster). */
class MultiplexedConnectionTest {
  private static final int COMMANDS = 20;
  private static final int OUTPUT_BYTES = 200_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private static DemoServer demo;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
  }

  @Test
  void twentyCommandsRunAtOnceOverOneConnectionThenEachIsExactAndAllAreOneSession() {
    SshDestination gateway = demo.gateway();
    Path control = demo.scratch("control");
    StoredRecordings.Since since = demo.newRecordings();
    try (ChildProcess master =
        gateway.ssh().options("-M", "-N", "-S", control.toString()).start()) {
      await().atMost(LIMIT).until(() -> Files.exists(control));
      List<ChildProcess> commands = new ArrayList<>();
      for (int number = 0; number < COMMANDS; number++) {
        commands.add(
            gateway
                .ssh(command(number))
                .options("-S", control.toString(), "-o", "ControlMaster=no")
                .openInput()
                .start());
      }
      try {
        // All are there before any may go on.
        for (ChildProcess command : commands) {
          await().atMost(LIMIT).until(() -> command.stdout().text().startsWith("here\n"));
        }
        for (int number = 0; number < COMMANDS; number++) {
          commands.get(number).stdin().close();
        }
        for (int number = 0; number < COMMANDS; number++) {
          assertExact(commands.get(number).await(LIMIT), number);
        }
      } catch (java.io.IOException e) {
        throw new AssertionError("a command does not take the end of its input", e);
      } finally {
        commands.forEach(ChildProcess::close);
      }
      assertThat(master.isAlive()).isTrue();
    }
    RecordingId id = since.awaitFinished();
    List<Event> events = demo.recordings().open(id).events();
    assertThat(events).filteredOn(Event.CommandStarted.class::isInstance).hasSize(COMMANDS);
    assertThat(events).filteredOn(Event.Exited.class::isInstance).hasSize(COMMANDS);
  }

  private static String command(int number) {
    return "echo here; cat; yes "
        + number
        + " | head -c "
        + OUTPUT_BYTES
        + "; echo err"
        + number
        + " >&2; exit "
        + number;
  }

  private static void assertExact(CommandResult result, int number) {
    String line = number + "\n";
    String output = line.repeat(OUTPUT_BYTES / line.length() + 1).substring(0, OUTPUT_BYTES);
    assertThat(result.stdoutText()).isEqualTo("here\n" + output);
    // A person's shell may have something to say at its start, before the command.
    assertThat(result.stderrText()).endsWith("err" + number + "\n").containsOnlyOnce("err");
    assertThat(result.exitStatus()).isEqualTo(number);
  }
}
