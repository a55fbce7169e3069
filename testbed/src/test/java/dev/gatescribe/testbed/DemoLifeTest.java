package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.ServerProcess;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.Tmux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A demo from its start to its end, and again. */
class DemoLifeTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A person's path, which is a trap for whoever does not quote. */
  private static final String AWKWARD_NAME = "it's a demo & more";

  @Test
  void demoStartsThenItsLastLineIsReadyAndItsVariablesSurviveAShell() throws IOException {
    try (DemoServer demo = DemoServer.start(AWKWARD_NAME)) {
      List<String> lines = demo.process().stdout().strip().lines().toList();

      assertThat(lines.getLast()).startsWith("ready");
      assertThat(demo.process().stdout()).contains("ssh -F ").contains("/sign-in?code=");
      Map<String, String> environment = demo.environment();
      assertThat(environment)
          .containsOnlyKeys(
              "GATESCRIBE_SSH_HOST",
              "GATESCRIBE_SSH_PORT",
              "GATESCRIBE_SSH_IDENTITY",
              "GATESCRIBE_SSH_KNOWN_HOSTS",
              "GATESCRIBE_SSH_TARGET",
              "GATESCRIBE_PG_URI",
              "GATESCRIBE_PG_DIRECT_URI",
              "GATESCRIBE_WEB_URL",
              "GATESCRIBE_WEB_TOKEN",
              "GATESCRIBE_RECORDINGS");
      assertThat(environment.get("GATESCRIBE_RECORDINGS")).isEqualTo(demo.store().toString());
      assertThat(Files.getPosixFilePermissions(demo.data().resolve("demo.env")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(demo.gateway().ssh("echo in").run().stdoutText()).isEqualTo("in\n");
      for (String uri : List.of("GATESCRIBE_PG_URI", "GATESCRIBE_PG_DIRECT_URI")) {
        assertThat(PsqlCommand.to(environment.get(uri)).command("select 'in'").run().stdoutText())
            .isEqualTo("in\n");
      }
    }
  }

  @Test
  void linePrintedByTheDemoIsPastedIntoAShellThenItLogsIn() {
    try (DemoServer demo = DemoServer.start(AWKWARD_NAME)) {
      String line =
          demo.process()
              .stdout()
              .lines()
              .map(String::strip)
              .filter(text -> text.startsWith("ssh -F "))
              .findFirst()
              .orElseThrow();

      CommandResult result = ChildProcess.run(LIMIT, "sh", "-c", line + " 'echo pasted'");

      assertThat(result.stdoutText()).as(result.toString()).isEqualTo("pasted\n");
      String psql =
          demo.process()
              .stdout()
              .lines()
              .map(String::strip)
              .filter(text -> text.startsWith("psql "))
              .findFirst()
              .orElseThrow();
      CommandResult answer = ChildProcess.run(LIMIT, "sh", "-c", psql + " -Atc 'select 37'");
      assertThat(answer.stdoutText()).as(answer.toString()).isEqualTo("37\n");
    }
  }

  @Test
  void demoIsStoppedAndStartedAgainThenTheOldRecordingsAreThere() {
    try (DemoServer demo = DemoServer.start()) {
      StoredRecordings.Since since = demo.newRecordings();
      demo.gateway().ssh("echo first").run();
      demo.stop();
      RecordingId first = since.ids().iterator().next();
      assertThat(demo.recordings().summary(first).state()).isEqualTo(RecordingState.SEALED);
      Map<String, String> before = demo.environment();

      demo.restart();

      assertThat(demo.web().json("/api/recordings").at("/recordings/0/id").asText())
          .isEqualTo(first.toString());
      assertThat(demo.gateway().ssh("echo second").run().stdoutText()).isEqualTo("second\n");
      Map<String, String> after = demo.environment();
      assertThat(
              PsqlCommand.to(before.get("GATESCRIBE_PG_URI"))
                  .command("select 1")
                  .run()
                  .stderrText())
          .as("a token holds while the demo runs that printed it")
          .contains("FATAL");
      assertThat(
              PsqlCommand.to(after.get("GATESCRIBE_PG_URI")).command("select 1").run().stdoutText())
          .isEqualTo("1\n");
      before.remove("GATESCRIBE_PG_URI");
      after.remove("GATESCRIBE_PG_URI");
      assertThat(after).isEqualTo(before);
      assertThat(since.awaitFinished(3)).contains(first);
    }
  }

  @Test
  void personPressesControlCDuringASessionThenItIsSealedAndTheReasonIsTheStop() {
    try (DemoServer stopped = DemoServer.start()) {
      stopped.stop();
      try (Tmux terminal =
          Tmux.open(stopped.scratch("tmux"), 120, 40, BuiltServer.server(stopped.arguments()))) {
        terminal.awaitText("\nready");
        StoredRecordings.Since since = stopped.recordings().now();
        try (ChildProcess ssh = stopped.gateway().ssh("echo live; cat").openInput().start()) {
          await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("live\n"));

          terminal.press("C-c");

          assertThat(terminal.awaitExit()).isIn("0", "130");
          CommandResult client = ssh.await(LIMIT);
          assertThat(client.exitStatus()).isNotZero();
          assertThat(client.stderrText()).contains("gatescribe: session ended (gateway-stopped)");
        }
        RecordingId id = since.awaitFinished();
        var summary = stopped.recordings().summary(id);
        assertThat(summary.state()).isEqualTo(RecordingState.SEALED);
        assertThat(summary.endReason()).isEqualTo("gateway-stopped");
        CommandResult all =
            CommandLineTool.run(
                "recordings", "verify", "--all", "--store", stopped.store().toString());
        assertThat(all.exitStatus()).as(all.toString()).isZero();
      }
    }
  }

  @Test
  void demoIsStoppedThenItsHostIsStoppedToo() throws Exception {
    try (DemoServer demo = DemoServer.start()) {
      int port = demo.host().port();

      assertThat(demo.stop().exitStatus()).isIn(0, 143);

      assertThat(FreePorts.accepts(port).call()).isFalse();
    }
  }

  @Test
  void demoIsKilledThenItStartsAgainOnTheSamePortsAndItsStopLeavesNothing() throws Exception {
    try (DemoServer demo = DemoServer.start()) {
      int hostPort = demo.host().port();
      try (ChildProcess ssh = demo.gateway().ssh("echo live; cat").openInput().start()) {
        await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("live\n"));
        demo.kill();
        ssh.await(LIMIT);
      }

      demo.restart();

      assertThat(demo.gateway().ssh("echo again").run().stdoutText()).isEqualTo("again\n");
      demo.stop();
      assertThat(FreePorts.accepts(hostPort).call()).as("an sshd was left behind").isFalse();
    }
  }

  @Test
  void demoRunsThenASecondOneOnItsPortsSaysWhatToDo() {
    try (DemoServer demo = DemoServer.start()) {
      Path otherData = demo.scratch("other");
      List<String> arguments =
          demo.arguments().stream()
              .map(word -> word.equals(demo.data().toString()) ? otherData.toString() : word)
              .toList();
      try (ServerProcess second = ServerProcess.launch(arguments)) {
        CommandResult result = second.awaitEnd();

        assertThat(result.exitStatus()).isNotZero();
        assertThat(result.stderrText()).contains("--port-offset").doesNotContain("\tat ");
      }
      assertThat(demo.gateway().ssh("echo still").run().stdoutText()).isEqualTo("still\n");
    }
  }

  @Test
  void demoRunsThenASecondOneOnItsDataIsRefusedAndTheFirstGoesOn() {
    try (DemoServer demo = DemoServer.start()) {
      List<String> arguments =
          List.of(
              "demo",
              "--data",
              demo.data().toString(),
              "--port-offset",
              Integer.toString(FreePorts.demoOffset()));
      try (ServerProcess second = ServerProcess.launch(arguments)) {
        CommandResult result = second.awaitEnd();

        assertThat(result.exitStatus()).isNotZero();
        assertThat(result.stderrText()).contains("another").doesNotContain("\tat ");
      }
      assertThat(demo.gateway().ssh("echo still").run().stdoutText()).isEqualTo("still\n");
    }
  }
}
