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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
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
      ChannelExec channel = run(session, "both", null, person);

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
      ChannelExec channel = run(session, "cat", new ByteArrayInputStream(data), person);

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
      run(session, "cat", new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)), person);
    }

    List<Event> events = awaitEnd().events();
    assertThat(events.getFirst()).isInstanceOf(Event.StreamOpened.class);
    assertThat(events.get(1)).isInstanceOf(Event.CommandStarted.class);
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
      ChannelExec channel = run(session, "killed", null, new Person());

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
      ChannelExec channel = run(session, "head", endless, person);

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
        awaitClosed(shell);
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
        run(
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
  void outputThatIsNotRecordedYetIsNotForwarded() throws Exception {
    workshop.target.program(
        "hello",
        process -> {
          process.print("hello");
          return 0;
        });
    workshop.recorder.hold(Event.Output.class::isInstance);
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = start(session, "hello", person);
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);

      // A round trip on the same connection: whatever was sent before it has arrived.
      session.executeRemoteCommand("true");
      assertThat(person.output()).isEmpty();
      assertThat(channel.getExitStatus()).isNull();

      workshop.recorder.release();
      awaitClosed(channel);
      assertThat(person.output()).isEqualTo("hello");
      assertThat(channel.getExitStatus()).isZero();
    }
  }

  @Test
  void inputThatIsNotRecordedYetDoesNotReachTheTarget() throws Exception {
    workshop.recorder.hold(Event.Input.class::isInstance);
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("cat");
      channel.setIn(new ByteArrayInputStream("secret".getBytes(StandardCharsets.UTF_8)));
      channel.setOut(person.output);
      channel.setErr(person.error);
      channel.open().verify(Workshop.PATIENCE);
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);

      session.executeRemoteCommand("true");
      assertThat(workshop.target.received()).isZero();

      workshop.recorder.release();
      awaitClosed(channel);
      assertThat(person.output()).isEqualTo("secret");
    }
  }

  @Test
  void aCommandThatIsNotRecordedYetIsNotStarted() throws Exception {
    workshop.recorder.hold(Event.CommandStarted.class::isInstance);
    var started = new java.util.concurrent.atomic.AtomicBoolean();
    workshop.target.program(
        "do",
        _ -> {
          started.set(true);
          return 0;
        });
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = start(session, "do", new Person());
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);
      assertThat(started).isFalse();

      workshop.recorder.release();
      awaitClosed(channel);
      assertThat(started).isTrue();
    }
  }

  @Test
  void aSlowReaderHoldsBackTheTargetWithinTheWindowsAndIsNeverCutOff() throws Exception {
    var produced = new java.util.concurrent.atomic.AtomicLong();
    long total = 24L * 1024 * 1024;
    workshop.target.program(
        "much",
        process -> {
          byte[] block = new byte[64 * 1024];
          for (long left = total; left > 0; left -= block.length) {
            process.out().write(block);
            produced.addAndGet(block.length);
          }
          process.out().flush();
          return 0;
        });
    SlowSink slow = new SlowSink();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("much");
      channel.setOut(slow);
      channel.setErr(OutputStream.nullOutputStream());
      channel.open().verify(Workshop.PATIENCE);

      // The person reads nothing: production comes to rest at what the windows allow, which is one
      // of the client's, one of the gateway's, and what is on its way.
      await()
          .during(java.time.Duration.ofSeconds(1))
          .atMost(Workshop.PATIENCE)
          .until(produced::get, value -> value > 0 && value < total / 2);
      assertThat(produced.get()).isLessThan(3 * WindowBudget.WINDOW_MAX + 4 * 1024 * 1024);

      slow.go();
      awaitClosed(channel);
      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(slow.count()).isEqualTo(total);
  }

  @Test
  void aDeafTargetHoldsBackTheClientWithinTheWindows() throws Exception {
    var go = new java.util.concurrent.CountDownLatch(1);
    long total = 24L * 1024 * 1024;
    workshop.target.program(
        "deaf",
        process -> {
          go.await();
          process.in().transferTo(OutputStream.nullOutputStream());
          return 0;
        });
    CountingSource source = new CountingSource(total);
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("deaf");
      channel.setIn(source);
      channel.setOut(OutputStream.nullOutputStream());
      channel.setErr(OutputStream.nullOutputStream());
      channel.open().verify(Workshop.PATIENCE);
      await()
          .during(java.time.Duration.ofSeconds(1))
          .atMost(Workshop.PATIENCE)
          .until(source::count, value -> value > 0 && value < total / 2);

      go.countDown();
      awaitClosed(channel);
      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(workshop.target.received()).isEqualTo(total);
  }

  @Test
  void aTargetThatIsLostEndsTheSessionWithALineAfterItsOutput() throws Exception {
    workshop.target.program(
        "lost",
        process -> {
          process.print("before");
          process.in().read();
          return 0;
        });
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = start(session, "lost", person);
      await().until(() -> person.output().equals("before"));

      workshop.target.cut();
      awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
      assertThat(person.error())
          .isEqualTo(
              "gatescribe: session ended (target-closed): "
                  + "the connection to the target ended\r\n");
    }
    assertThat(awaitEnd().ends()).containsExactly(EndReason.TARGET_CLOSED);
  }

  @Test
  void aClientThatVanishesEndsTheSessionAndWhatItHadSentStillArrives() throws Exception {
    ClientSession session = workshop.connect();
    ChannelExec channel = session.createExecChannel("cat");
    channel.setOut(OutputStream.nullOutputStream());
    channel.setErr(OutputStream.nullOutputStream());
    channel.open().verify(Workshop.PATIENCE);
    OutputStream input = channel.getInvertedIn();
    input.write(new byte[100_000]);
    input.flush();

    await().until(() -> workshop.target.received() == 100_000);
    session.close(true);

    FakeRecording recording = awaitEnd();
    assertThat(recording.ends()).containsExactly(EndReason.CLIENT_CLOSED);
    assertThat(recording.events().getLast()).isEqualTo(new Event.StreamClosed(1));
    assertThat(recording.input()).hasSize(100_000);
  }

  @Test
  void closedChannelsGiveTheirWindowsBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (ClientSession session = workshop.connect()) {
        for (int j = 0; j < 3; j++) {
          run(session, "true", null, new Person());
        }
        start(session, "cat", new Person());
        assertThat(workshop.gateway().windows().granted()).isPositive();
      }
    }

    await().until(() -> workshop.gateway().windows().granted() == 0);
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

  static ChannelExec run(ClientSession session, String command, InputStream input, Person person)
      throws IOException {
    ChannelExec channel = session.createExecChannel(command);
    channel.setIn(input == null ? InputStream.nullInputStream() : input);
    channel.setOut(person.output);
    channel.setErr(person.error);
    channel.open().verify(Workshop.PATIENCE);
    awaitClosed(channel);
    return channel;
  }

  static ChannelExec start(ClientSession session, String command, Person person)
      throws IOException {
    ChannelExec channel = session.createExecChannel(command);
    channel.setOut(person.output);
    channel.setErr(person.error);
    channel.open().verify(Workshop.PATIENCE);
    return channel;
  }

  static void awaitClosed(ClientChannel channel) {
    assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Workshop.PATIENCE))
        .contains(ClientChannelEvent.CLOSED);
  }

  /** Takes nothing until it is told to. */
  private static final class SlowSink extends OutputStream {
    private boolean going;
    private long count;

    @Override
    public synchronized void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      while (!going) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          throw new IOException(interrupted);
        }
      }
      count += length;
    }

    synchronized void go() {
      going = true;
      notifyAll();
    }

    synchronized long count() {
      return count;
    }
  }

  /** Gives so many zeros, and says how many it has given. */
  private static final class CountingSource extends InputStream {
    private final long total;
    private long count;

    CountingSource(long total) {
      this.total = total;
    }

    @Override
    public synchronized int read() {
      return count < total && count++ >= 0 ? 0 : -1;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      int given = (int) Math.min(length, total - count);
      count += given;
      return given == 0 ? -1 : given;
    }

    synchronized long count() {
      return count;
    }
  }
}
