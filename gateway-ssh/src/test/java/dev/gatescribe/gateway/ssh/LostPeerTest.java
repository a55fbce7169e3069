package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.FakeRecorder.FakeRecording;
import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Event;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One side is gone: what was under way still arrives, and nothing else is waited for. */
class LostPeerTest {

  /** Less than the gateway gives a target for input of a client that is gone. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final int SMALL_WINDOW_BYTES = 1_024;

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
      ChannelExec channel = Commands.start(session, "lost", person);
      await().until(() -> person.output().equals("before"));

      workshop.target.cut();
      Commands.awaitClosed(channel);

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

  /** As sftp(1) does: it sends its first packet behind the request, without waiting. */
  @Test
  void aClientSendsInputForARefusedSubsystemThenTheSessionEndsWithTheClient() throws Exception {
    workshop.target.windowBytes(SMALL_WINDOW_BYTES);
    workshop.recorder.hold(Event.EnvironmentSet.class::isInstance);
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      RawChannel channel = new RawChannel("session");
      session.getService(ConnectionService.class).registerChannel(channel);
      channel.setErr(person.error);
      channel.open().verify(Workshop.PATIENCE);
      channel.ask(
          "env",
          body -> {
            body.putString("LC_ALL");
            body.putString("C");
          });
      await().until(() -> workshop.recorder.only().waiting() > 0);
      channel.ask("subsystem", body -> body.putString("sftp"));
      channel.send(new byte[4 * SMALL_WINDOW_BYTES]);
      // A round trip, so that both wait behind the variable when it is let go.
      session.executeRemoteCommand("true");

      workshop.recorder.release();
      Commands.awaitClosed(channel);
    }

    assertThat(person.error()).contains("sftp is not recorded yet");
    FakeRecording recording = awaitEnd(AT_ONCE);
    assertThat(recording.ends()).containsExactly(EndReason.CLIENT_CLOSED);
    assertThat(recording.input()).isEmpty();
  }

  @Test
  void aClientSendsInputForAShellThatTheTargetRefusedThenTheSessionEndsWithTheClient()
      throws Exception {
    workshop.target.windowBytes(SMALL_WINDOW_BYTES);
    workshop.target.refuseShells();
    ClientSession session = workshop.connect();
    RawChannel channel = new RawChannel("session");
    session.getService(ConnectionService.class).registerChannel(channel);
    channel.open().verify(Workshop.PATIENCE);
    channel.ask("shell", _ -> {});
    assertThat(channel.answers.poll(20, TimeUnit.SECONDS)).isEqualTo("failure");
    channel.send(new byte[4 * SMALL_WINDOW_BYTES]);
    await().until(() -> workshop.recorder.only().input().length > 0);

    session.close(true);

    assertThat(awaitEnd(AT_ONCE).ends()).containsExactly(EndReason.CLIENT_CLOSED);
  }

  private FakeRecording awaitEnd() {
    return awaitEnd(Workshop.PATIENCE);
  }

  private FakeRecording awaitEnd(Duration limit) {
    await().atMost(limit).until(() -> !workshop.recorder.only().ends().isEmpty());
    return workshop.recorder.only();
  }
}
