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
  /** As many as the gateway lets one connection have; OpenSSH's own sshd allows ten. */
  private static final int COMMANDS = 16;

  private static final int REPETITIONS = 30;
  private static final int OUTPUT_BYTES = 200_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private static DemoServer demo;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
  }

  @Test
  void commandsRunAtOnceOverOneConnectionThenEachIsExactAndAllAreOneSession() {
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

  @Test
  void commandsFollowEachOtherOverOneConnectionThenEachExitStatusArrives() {
    SshDestination gateway = demo.gateway();
    Path control = demo.scratch("control-row");
    try (ChildProcess master =
        gateway.ssh().options("-v", "-M", "-N", "-S", control.toString()).start()) {
      await().atMost(LIMIT).until(() -> Files.exists(control));
      for (int number = 0; number < REPETITIONS; number++) {
        CommandResult result =
            gateway
                .ssh("echo on; exit " + number)
                .options("-S", control.toString(), "-o", "ControlMaster=no")
                .run();

        assertThat(result.stdoutText()).isEqualTo("on\n");
        assertThat(result.exitStatus()).as(master.toString()).isEqualTo(number);
      }
    }
  }

  @Test
  void moreCommandsRunThanOneConnectionMayHaveThenTheLastIsRefusedInWords() {
    SshDestination gateway = demo.gateway();
    Path control = demo.scratch("control-full");
    Path log = demo.scratch("master.log");
    try (ChildProcess _ =
        gateway.ssh().options("-v", "-E", log.toString(), "-MNS", control.toString()).start()) {
      await().atMost(LIMIT).until(() -> Files.exists(control));
      List<ChildProcess> commands = new ArrayList<>();
      try {
        for (int number = 0; number < COMMANDS; number++) {
          ChildProcess command =
              gateway
                  .ssh("echo here; cat")
                  .options("-S", control.toString(), "-o", "ControlMaster=no")
                  .openInput()
                  .start();
          commands.add(command);
          await().atMost(LIMIT).until(() -> command.stdout().text().equals("here\n"));
        }

        CommandResult last =
            gateway
                .ssh("echo by itself")
                .options("-S", control.toString(), "-o", "ControlMaster=no")
                .run();

        assertThat(last.stderrText()).contains("Session open refused by peer");
        assertThat(last.stdoutText()).isEqualTo("by itself\n");
        assertThat(log).content().contains("gatescribe: refused (limit-reached): at most 16");
      } finally {
        commands.forEach(ChildProcess::close);
      }
    }
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
    // A client whose channel is refused says so and connects by itself.
    assertThat(result.stderrText()).doesNotContain("mux").doesNotContain("multiplex");
    // A person's shell may have something to say at its start, before the command.
    assertThat(result.stderrText()).endsWith("err" + number + "\n").containsOnlyOnce("err");
    assertThat(result.exitStatus()).isEqualTo(number);
  }
}
