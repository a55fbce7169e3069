package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ssh GATEWAY 'command'}: what goes in and comes out is what it is without a gateway. */
class CommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @AutoClose private static DemoServer demo;
  private static SshDestination gateway;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    gateway = demo.gateway();
  }

  @Test
  void commandWritesToBothStreamsThenBothArriveApartAndExact() {
    CommandResult result = gateway.ssh("printf 'to out'; printf 'to err' >&2").run();

    assertThat(result.stdoutText()).isEqualTo("to out");
    assertThat(result.stderrText()).isEqualTo("to err");
    assertThat(result.exitStatus()).isZero();
  }

  @Test
  void commandWritesEveryByteValueThenClientGetsAndRecordingHoldsThem() {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result = gateway.ssh("tee /dev/stderr").input(bytes).run();

    assertThat(result.stdout()).isEqualTo(bytes);
    assertThat(result.stderr()).isEqualTo(bytes);
    RecordedStreams recorded = demo.recordings().open(since.awaitFinished());
    assertThat(recorded.bytes(Kind.INPUT)).isEqualTo(bytes);
    assertThat(recorded.bytes(Kind.OUTPUT)).isEqualTo(bytes);
    assertThat(recorded.bytes(Kind.ERROR_OUTPUT)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 37, 127, 254, 255})
  void commandExitsWithStatusThenClientExitsWithTheSame(int status) {
    assertThat(gateway.ssh("exit " + status).run().exitStatus()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL", "HUP"})
  void commandEndsBySignalThenClientSeesWhatItSeesWithoutGateway(String signal) {
    String command = "kill -" + signal + " $$";
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult direct = demo.host().ssh(command).options("-v").run();
    CommandResult result = gateway.ssh(command).options("-v").run();

    assertThat(result.exitStatus()).isEqualTo(direct.exitStatus()).isEqualTo(255);
    String told = "rtype exit-signal";
    assertThat(direct.stderrText()).contains(told);
    assertThat(result.stderrText()).contains(told);
    RecordedStreams recorded = demo.recordings().open(since.awaitFinished());
    assertThat(recorded.events())
        .anyMatch(event -> event instanceof Event.Killed(_, var name, _, _) && name.equals(signal));
  }

  @Test
  void inputEndsThenCommandSeesTheEndAndItsOutputStillArrives() {
    CommandResult result =
        gateway
            .ssh("cat >/dev/null; echo after the end of input")
            .input("some input".getBytes(StandardCharsets.UTF_8))
            .run();

    assertThat(result.stdoutText()).isEqualTo("after the end of input\n");
    assertThat(result.exitStatus()).isZero();
  }

  @Test
  void commandClosesItsOutputThenInputStillFlows() throws IOException {
    java.nio.file.Path file = demo.scratch("after-output");
    try (ChildProcess ssh =
        gateway.ssh("exec >&- 2>&-; cat > '" + file + "'").openInput().start()) {
      try (OutputStream input = ssh.stdin()) {
        input.write("late input".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(ssh.await(LIMIT).exitStatus()).isZero();
    }
    assertThat(file).hasContent("late input");
  }

  @Test
  void inputIsSentBeforeTheSessionIsOpenThenItArrivesWholeAndInOrder() {
    byte[] early = new byte[1_000_000];
    new Random(2).nextBytes(early);

    CommandResult result = gateway.ssh("cat").input(early).run();

    assertThat(result.stdout()).isEqualTo(early);
  }

  @Test
  void commandEndsWithoutReadingItsInputThenClientEndsToo() {
    byte[] muchMoreThanAWindow = new byte[8_000_000];

    CommandResult result = gateway.ssh("echo done; exit 3").input(muchMoreThanAWindow).run();

    assertThat(result.stdoutText()).isEqualTo("done\n");
    assertThat(result.exitStatus()).isEqualTo(3);
  }

  @Test
  void clientHasNoInputThenCommandSeesAnEmptyOne() {
    CommandResult result = gateway.ssh("wc -c").options("-n").run();

    assertThat(result.stdoutText().strip()).isEqualTo("0");
  }

  @Test
  void clientAsksForNoTerminalThenThereIsNone() {
    assertThat(gateway.ssh("tty").options("-T").run().stdoutText()).isEqualTo("not a tty\n");
  }

  @Test
  void clientInsistsOnATerminalThenThereIsOne() {
    CommandResult result = gateway.ssh("tty; printf err >&2; exit 5").options("-tt").run();

    assertThat(result.stdoutText()).startsWith("/dev/pts/").endsWith("\r\nerr");
    assertThat(result.exitStatus()).isEqualTo(5);
  }

  @Test
  void clientSendsEnvironmentThenLocaleArrivesAndTheRestDoesNot() {
    StoredRecordings.Since since = demo.newRecordings();

    CommandResult result =
        gateway
            .ssh("echo \"$LANG|$LC_TIME|$GIT_PAGER|$LD_PRELOAD\"")
            .options("-o", "SendEnv=LANG LC_* GIT_PAGER LD_PRELOAD", "-o", "SetEnv=BASH_ENV=/x")
            .environment("LANG", "C.UTF-8")
            .environment("LC_TIME", "POSIX")
            .environment("GIT_PAGER", "less")
            .run();

    assertThat(result.stdoutText()).isEqualTo("C.UTF-8|POSIX||\n");
    RecordedStreams recorded = demo.recordings().open(since.awaitFinished());
    assertThat(recorded.events())
        .filteredOn(Event.EnvironmentSet.class::isInstance)
        .extracting(event -> ((Event.EnvironmentSet) event).name())
        .containsExactlyInAnyOrder("LANG", "LC_TIME");
  }

  @Test
  void clientIsKilledThenCommandSeesTheEndOfInputAndRecordingIsSealed() {
    java.nio.file.Path file = demo.scratch("client-gone");
    StoredRecordings.Since since = demo.newRecordings();

    try (ChildProcess ssh =
        gateway.ssh("echo started; cat; echo > '" + file + "'").openInput().start()) {
      await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("started\n"));
      ssh.kill();
    }

    await().atMost(LIMIT).until(() -> java.nio.file.Files.exists(file));
    RecordingId id = since.awaitFinished();
    assertThat(demo.recordings().summary(id).endReason()).isEqualTo("client-closed");
  }

  @Test
  void sessionIsRecordedThenTheRecordingSaysWhoWhatAndHowItEnded() {
    StoredRecordings.Since since = demo.newRecordings();

    gateway.ssh("echo out; echo err >&2; exit 37").run();

    RecordingId id = since.awaitFinished();
    var summary = demo.recordings().summary(id);
    assertThat(summary.state().code()).isEqualTo("sealed");
    assertThat(summary.endReason()).isEqualTo("client-closed");
    assertThat(summary.description()).isNotNull();
    assertThat(summary.description().principal()).isEqualTo("demo");
    assertThat(summary.description().target()).isEqualTo("demo");
    assertThat(summary.description().login() + "@demo").isEqualTo(gateway.user());
    assertThat(summary.description().authentication()).startsWith("publickey SHA256:");
    RecordedStreams recorded = demo.recordings().open(id);
    assertThat(recorded.command()).isEqualTo("echo out; echo err >&2; exit 37");
    assertThat(recorded.events())
        .contains(new Event.Exited(1, 37))
        .anyMatch(event ->
            event instanceof Event.Output(_, Content.Clear(var bytes))
                && StandardCharsets.UTF_8.decode(bytes.duplicate()).toString().equals("out\n"))
        .last()
        .isInstanceOf(Event.SessionEnded.class);
  }
}
