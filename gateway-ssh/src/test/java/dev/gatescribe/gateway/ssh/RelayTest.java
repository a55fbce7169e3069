package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.FakeRecorder.FakeRecording;
import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes, passes exactly; what is recorded is what passed, in its order. */
class RelayTest {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open(directory);
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @Test
  void outputErrorOutputAndStatusOfACommandArriveApartAndExact() throws Exception {
    workshop.target.program(
        "both",
        process -> {
          process.print("to output");
          process.error().write("to error".getBytes(StandardCharsets.UTF_8));
          process.error().flush();
          return 37;
        });
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "both", null, person);

      assertThat(channel.getExitStatus()).isEqualTo(37);
    }
    assertThat(person.output()).isEqualTo("to output");
    assertThat(person.error()).isEqualTo("to error");
    FakeRecording recording = awaitEnd();
    assertThat(recording.output()).asString().isEqualTo("to output");
    assertThat(recording.errorOutput()).asString().isEqualTo("to error");
    assertThat(recording.ends()).containsExactly(EndReason.CLIENT_CLOSED);
    assertThat(workshop.auditLog.events(AuditAction.SESSION_STARTED)).hasSize(1);
    await()
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
                .extracting("reason")
                .containsExactly("client-closed"));
  }

  @Test
  void binaryDataIsExactInBothDirectionsAndInTheRecordingAcrossRekeying() throws Exception {
    CoreModuleProperties.REKEY_BYTES_LIMIT.set(workshop.client(), 512L * 1024);
    byte[] data = new byte[5 * 1024 * 1024 + 17];
    new Random(42).nextBytes(data);
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "cat", new ByteArrayInputStream(data), person);

      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(Arrays.equals(person.output.toByteArray(), data)).isTrue();
    FakeRecording recording = awaitEnd();
    assertThat(Arrays.equals(recording.input(), data)).isTrue();
    assertThat(Arrays.equals(recording.output(), data)).isTrue();
  }

  @Test
  void eventsOfAStreamStandInTheOrderInWhichTheyHappened() throws Exception {
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      Commands.run(
          session, "cat", new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)), person);
    }

    List<Event> events = awaitEnd().events();
    assertThat(events.getFirst()).isInstanceOf(Event.TargetConnected.class);
    assertThat(events.get(1)).isInstanceOf(Event.StreamOpened.class);
    assertThat(events.get(2)).isInstanceOf(Event.CommandStarted.class);
    assertThat(events.getLast()).isInstanceOf(Event.StreamClosed.class);
    assertThat(events)
        .filteredOn(event -> event instanceof Event.Input || event instanceof Event.EndOfInput)
        .extracting(Object::getClass)
        .containsExactly(Event.Input.class, Event.EndOfInput.class);
    assertThat(events)
        .filteredOn(event ->
            event instanceof Event.Output
                || event instanceof Event.EndOfOutput
                || event instanceof Event.Exited)
        .first()
        .isInstanceOf(Event.Output.class);
    assertThat(events).contains(new Event.Exited(1, 0), new Event.EndOfOutput(1));
  }

  @Test
  void aCommandKilledByASignalComesBackAsASignal() throws Exception {
    workshop.target.program(
        "killed",
        process -> {
          process.kill("TERM");
          return -1;
        });

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "killed", null, new Person());

      assertThat(channel.getExitSignal()).isEqualTo("TERM");
      assertThat(channel.getExitStatus()).isNull();
    }
    assertThat(awaitEnd().events(Event.Killed.class))
        .containsExactly(new Event.Killed(1, "TERM", true, "cut off"));
  }

  @Test
  void aCommandThatEndsWhileTheClientStillSendsDoesNotHang() throws Exception {
    workshop.target.program(
        "head",
        process -> {
          process.print(new String(process.in().readNBytes(5), StandardCharsets.UTF_8));
          return 4;
        });
    Person person = new Person();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "head", endless, person);

      assertThat(channel.getExitStatus()).isEqualTo(4);
    }
    assertThat(person.output()).isEqualTo("xxxxx");
  }

  @Test
  void terminalEnvironmentAndResizesReachTheTargetAndTheRecording() throws Exception {
    workshop.target.program(
        "shell",
        process -> {
          var values = process.environment().getEnv();
          process.print(
              values.get("TERM") + " " + values.get("LC_TIME") + " " + values.get("LD_PRELOAD"));
          process.in().read();
          return 0;
        });
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelShell shell = session.createShellChannel();
      shell.setPtyType("vt220");
      shell.setPtyColumns(100);
      shell.setPtyLines(30);
      shell.setEnv("LC_TIME", "de_DE");
      shell.setEnv("LD_PRELOAD", "/evil.so");
      shell.setOut(person.output);
      shell.setErr(person.error);
      shell.open().verify(Workshop.PATIENCE);

      await().until(() -> person.output().contains("vt220"));
      shell.sendWindowChange(132, 50);
      await().until(() -> workshop.target.resizes().contains("132x50"));
      try (OutputStream input = shell.getInvertedIn()) {
        input.write('q');
        input.flush();
        Commands.awaitClosed(shell);
      }
    }

    assertThat(person.output()).isEqualTo("vt220 de_DE null");
    FakeRecording recording = awaitEnd();
    assertThat(recording.events(Event.TerminalOpened.class))
        .containsExactly(new Event.TerminalOpened(1, "vt220", 100, 30));
    assertThat(recording.events(Event.TerminalResized.class))
        .containsExactly(new Event.TerminalResized(1, 132, 50));
    assertThat(recording.events(Event.EnvironmentSet.class))
        .extracting(Event.EnvironmentSet::name)
        .containsExactly("LC_TIME");
    assertThat(recording.events(Event.ShellStarted.class)).hasSize(1);
  }

  @Test
  void streamsOfOneConnectionShareOneSessionAndOneUpstreamConnection() throws Exception {
    try (ClientSession session = workshop.connect()) {
      for (int i = 0; i < 3; i++) {
        Person person = new Person();
        Commands.run(
            session,
            "cat",
            new ByteArrayInputStream(("n" + i).getBytes(StandardCharsets.UTF_8)),
            person);
        assertThat(person.output()).isEqualTo("n" + i);
      }
    }

    assertThat(awaitEnd().events(Event.StreamOpened.class))
        .extracting(Event.StreamOpened::stream)
        .containsExactly(1, 2, 3);
    assertThat(workshop.asked).hasSize(1);
    assertThat(workshop.target.connections()).isEqualTo(1);
  }

  @Test
  void contentNeverShowsInTheTextOfWhatIsQueued() {
    byte[] secret = "hunter2".getBytes(StandardCharsets.UTF_8);
    assertThat(new RelayUnit.Request("exec", true, secret).toString()).doesNotContain("hunter2");
    assertThat(Content.of(secret).toString()).doesNotContain("hunter2");
  }

  private FakeRecording awaitEnd() {
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    return workshop.recorder.only();
  }
}
