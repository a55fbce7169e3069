package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.event.Event;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not recorded yet does not pass. */
class RecordFirstTest {
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
  void aConnectionThatIsNotRecordedYetDoesNotLogIn() throws Exception {
    workshop.recorder.hold(Event.TargetConnected.class::isInstance);
    try (ClientSession session = workshop.connect()) {
      var channel = session.createExecChannel("true");
      var opening = channel.open();
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);
      assertThat(workshop.target.logins()).isEmpty();

      workshop.recorder.release();
      opening.verify(Workshop.PATIENCE);
      assertThat(workshop.target.logins()).isNotEmpty();
    }
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
      ChannelExec channel = Commands.start(session, "hello", person);
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);

      // A round trip on the same connection: whatever was sent before it has arrived.
      session.executeRemoteCommand("true");
      assertThat(person.output()).isEmpty();
      assertThat(channel.getExitStatus()).isNull();

      workshop.recorder.release();
      Commands.awaitClosed(channel);
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
      Commands.awaitClosed(channel);
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
      ChannelExec channel = Commands.start(session, "do", new Person());
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() > 0);
      assertThat(started).isFalse();

      workshop.recorder.release();
      Commands.awaitClosed(channel);
      assertThat(started).isTrue();
    }
  }
}
