package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that has to end, ends with one line, one reason, and one end of its recording. */
class SessionEndTest {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open(directory);
    workshop.target.program(
        "greet and wait",
        process -> {
          process.print("hello");
          process.in().transferTo(process.out());
          return 0;
        });
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @Test
  void outputThatCannotBeRecordedIsNotForwardedAndEndsTheSession() throws Exception {
    workshop.recorder.refuse(Event.Output.class::isInstance);
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "greet and wait", null, person);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(person.output()).isEmpty();
    assertThat(person.error())
        .isEqualTo(
            "gatescribe: session ended (recorder-failed): the session can no longer be recorded\r\n");
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  @Test
  void inputThatCannotBeRecordedDoesNotReachTheTargetAndEndsTheSession() throws Exception {
    workshop.recorder.refuse(Event.Input.class::isInstance);
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "cat", person);
      channel.getInvertedIn().write('x');
      channel.getInvertedIn().flush();
      Commands.awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(person.error()).contains("recorder-failed");
    assertThat(workshop.target.received()).isZero();
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  @Test
  void theRecordingBreaksWhileNothingHappensThenThePersonIsToldAndTheSessionEnds()
      throws Exception {
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "greet and wait", person);
      await().until(() -> person.output().equals("hello"));
      workshop.recorder.only().breakNow();
      Commands.awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(person.error()).contains("recorder-failed");
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  @Test
  void theLastOutputOfACommandIsNotForwardedEitherWhenItCannotBeRecorded() throws Exception {
    // Output, status and close arrive at once, so the end is in the batch that fails.
    workshop.target.program(
        "short",
        process -> {
          process.print("hello");
          return 0;
        });
    workshop.recorder.refuse(Event.Output.class::isInstance);
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "short", null, person);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(person.output()).isEmpty();
    assertThat(person.error()).contains("recorder-failed");
  }

  @Test
  void aSessionWhoseRuleAllowsItGoesOnWithoutItsRecording() throws Exception {
    workshop.recordingDemand(Demand.BEST_EFFORT);
    workshop.recorder.refuse(Event.Output.class::isInstance);
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "greet and wait", null, person);

      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(person.output()).isEqualTo("hello");
    awaitEnd(EndReason.CLIENT_CLOSED);
  }

  @Test
  void permissionExpiresWhileSessionIsLiveThenSessionEnds() throws Exception {
    workshop.until(Instant.now().plusMillis(1_500));
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "greet and wait", person);
      await().until(() -> person.output().equals("hello"));
      Commands.awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
      // A client that stays is shown out.
      await().until(session::isClosed);
    }
    assertThat(person.error())
        .startsWith("gatescribe: session ended (admission-expired): the permission ended at ");
    awaitEnd(EndReason.ADMISSION_EXPIRED);
  }

  @Test
  void sessionInWhichNothingHappensEndsWithALine() throws Exception {
    workshop.idle(Duration.ofSeconds(1));
    Person person = new Person();

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "greet and wait", person);
      Commands.awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(person.error())
        .isEqualTo("gatescribe: session ended (idle): nothing happened for 1s\r\n");
    awaitEnd(EndReason.IDLE);
  }

  @Test
  void stopTellsThePersonAndEndsTheRecording() throws Exception {
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "greet and wait", person);
      await().until(() -> person.output().equals("hello"));

      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(() -> workshop.gateway().stop(Duration.ofSeconds(10)));
      Commands.awaitClosed(channel);

      assertThat(channel.getExitStatus()).isEqualTo(255);
      assertThat(person.error())
          .isEqualTo(
              "gatescribe: session ended (gateway-stopped): the gateway is being stopped\r\n");
      await().until(stopping::isDone);
    }
    awaitEnd(EndReason.GATEWAY_STOPPED);
  }

  @Test
  void stopDoesNotWaitForAClientThatDoesNotRead() throws Exception {
    workshop.target.program(
        "flood",
        process -> {
          byte[] block = new byte[64 * 1024];
          for (int i = 0; i < 1_000; i++) {
            process.out().write(block);
          }
          return 0;
        });
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = session.createExecChannel("flood");
      var stuck = new java.util.concurrent.CountDownLatch(1);
      channel.setOut(
          new java.io.OutputStream() {
            @Override
            public void write(int b) throws java.io.IOException {
              try {
                stuck.await();
              } catch (InterruptedException interrupted) {
                throw new java.io.IOException(interrupted);
              }
            }
          });
      channel.setErr(java.io.OutputStream.nullOutputStream());
      channel.open().verify(Workshop.PATIENCE);
      await()
          .until(() ->
              !workshop.recorder.recordings().isEmpty()
                  && workshop.recorder.only().output().length > 1_000_000);

      workshop.gateway().stop(Duration.ofSeconds(15));
      stuck.countDown();
    }
    awaitEnd(EndReason.GATEWAY_STOPPED);
  }

  @Test
  void afterItsSessionEndedAConnectionGetsNoOther() throws Exception {
    workshop.recorder.refuse(Event.Output.class::isInstance);
    Person first = new Person();
    Person second = new Person();

    try (ClientSession session = workshop.connect()) {
      Commands.run(session, "greet and wait", null, first);
      ChannelExec channel = Commands.run(session, "true", null, second);

      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    assertThat(second.error()).contains("session ended (recorder-failed)");
    assertThat(workshop.asked).hasSize(1);
    awaitEnd(EndReason.RECORDER_FAILED);
  }

  private void awaitEnd(EndReason reason) {
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    assertThat(workshop.recorder.only().ends()).containsExactly(reason);
    await()
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
                .extracting(AuditEvent::reason)
                .containsExactly(reason.code()));
  }
}
