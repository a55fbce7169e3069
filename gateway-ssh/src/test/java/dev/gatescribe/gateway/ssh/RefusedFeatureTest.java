package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.SshFeature;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything but shells and commands is refused in words, recorded, audited, and not fatal. */
class RefusedFeatureTest {
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
  void policyAllowsNoShellThenItIsRefusedAndACommandRuns() throws Exception {
    workshop.features(SshFeature.EXEC);
    try (ClientSession session = workshop.connect()) {
      Person person = new Person();
      ChannelShell shell = session.createShellChannel();
      shell.setUsePty(false);
      shell.setOut(person.output);
      shell.setErr(person.error);
      shell.open().verify(Workshop.PATIENCE);
      Commands.awaitClosed(shell);

      assertThat(person.error())
          .contains("refused (feature-not-allowed): a shell is not allowed by policy everything");
      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
    }
    assertRefused("shell");
  }

  @Test
  void policyAllowsNoCommandsThenOneIsRefusedBeforeItReachesTheTarget() throws Exception {
    workshop.features(SshFeature.SHELL);
    try (ClientSession session = workshop.connect()) {
      Person person = new Person();
      Commands.run(session, "true", null, person);

      assertThat(person.error())
          .contains("refused (feature-not-allowed): a command is not allowed by policy everything");
    }
    assertRefused("exec");
  }

  /** A forwarded channel skipped the access rules once (Teleport 10.3). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct-tcpip",
        "direct-streamlocal@openssh.com",
        "forwarded-tcpip",
        "forwarded-streamlocal@openssh.com",
        "tun@openssh.com",
        "x11",
        "auth-agent@openssh.com",
        "invented@example.com"
      })
  void everyOtherChannelTypeIsRefusedBeforeAndInsideASession(String type) throws Exception {
    try (ClientSession session = workshop.connect()) {
      SshChannelOpenException before = open(session, type);
      assertThat(before.getReasonCode())
          .isEqualTo(SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED);
      assertThat(before)
          .hasMessageContaining("refused (feature-not-allowed)")
          .hasMessageEndingWith(type);
      assertThat(workshop.asked).isEmpty();

      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
      open(session, type);
      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
    }
    assertRefused(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcpip-forward",
        "cancel-tcpip-forward",
        "streamlocal-forward@openssh.com",
        "hostkeys-prove-00@openssh.com",
        "invented@example.com"
      })
  void globalRequestsAreAnsweredWithAFailureAndNotFatal(String type) throws Exception {
    try (ClientSession session = workshop.connect()) {
      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
      Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 128);
      request.putString(type);
      request.putBoolean(true);
      request.putString("0.0.0.0");
      request.putUInt(8_080);

      assertThat(session.request(type, request, Workshop.PATIENCE)).isNull();

      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
    }
    assertRefused(type);
  }

  @Test
  void aKeepAliveIsAnsweredAndNothingWorthRecording() throws Exception {
    try (ClientSession session = workshop.connect()) {
      Commands.run(session, "true", null, new Person());
      Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
      request.putString("keepalive@openssh.com");
      request.putBoolean(true);

      assertThat(session.request("keepalive@openssh.com", request, Workshop.PATIENCE)).isNull();
    }
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    assertThat(workshop.recorder.only().events(Event.Refused.class)).isEmpty();
  }

  /** A forwarded agent can be used by whoever owns the target (CVE-2023-38408). */
  @Test
  void agentForwardingIsRefusedAndSaidOnTheTerminal() throws Exception {
    assertChannelRequestRefused("auth-agent-req@openssh.com", _ -> {}, "agent forwarding");
  }

  @Test
  void x11ForwardingIsRefusedAndSaidOnTheTerminal() throws Exception {
    assertChannelRequestRefused(
        "x11-req",
        body -> {
          body.putBoolean(false);
          body.putString("MIT-MAGIC-COOKIE-1");
          body.putString("00");
          body.putUInt(0);
        },
        "X11 forwarding");
  }

  @Test
  void anUnknownChannelRequestIsRefused() throws Exception {
    assertChannelRequestRefused(
        "invented@example.com", _ -> {}, "channel request invented@example.com");
  }

  @Test
  void aMalformedChannelRequestIsRefusedAndNotForwarded() throws Exception {
    assertChannelRequestRefused(
        "window-change",
        body -> body.putUInt(80),
        "channel request window-change, the body ends early");
  }

  @Test
  void aSubsystemIsRefusedWithALine() throws Exception {
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      ChannelSubsystem channel = session.createSubsystemChannel("sftp");
      channel.setOut(person.output);
      channel.setErr(person.error);

      channel.open().await(Workshop.PATIENCE);

      await()
          .until(() ->
              person
                  .error()
                  .equals(
                      "gatescribe: refused (feature-not-allowed): sftp is not recorded yet;"
                          + " scp -O copies over a recorded command\r\n"));
    }
    assertRefused("subsystem sftp");
  }

  @Test
  void aClientThatAsksForForwardsAloneIsAuditedWhenItHasGone() throws Exception {
    try (ClientSession session = workshop.connect()) {
      open(session, "direct-tcpip");
      open(session, "direct-tcpip");
    }
    await()
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.FEATURE_REFUSED))
                .singleElement()
                .satisfies(event -> {
                  assertThat(event.detail()).startsWith("direct-tcpip");
                  assertThat(event.reason()).isEqualTo("feature-not-allowed");
                  assertThat(event.principal()).isNotEmpty();
                  assertThat(event.target()).isNotEmpty();
                  assertThat(event.session()).isEmpty();
                }));
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void aFloodOfRefusedThingsIsBoundedInRecordingAndAudit() throws Exception {
    try (ClientSession session = workshop.connect()) {
      Commands.run(session, "true", null, new Person());
      for (int i = 0; i < 3 * GatewaySession.REFUSALS_MAX; i++) {
        open(session, "invented-" + i);
      }
      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
    }
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    assertThat(workshop.recorder.only().events(Event.Refused.class))
        .hasSizeLessThanOrEqualTo(GatewaySession.REFUSALS_MAX);
    assertThat(workshop.auditLog.events(AuditAction.FEATURE_REFUSED))
        .hasSizeLessThanOrEqualTo(GatewaySession.REFUSALS_MAX);
  }

  @Test
  void aFloodOfRequestsThatNobodyAnswersEndsTheSession() throws Exception {
    workshop.recorder.hold(Event.CommandStarted.class::isInstance);
    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.start(session, "true", new Person());
      for (int i = 0; i < 3 * RelayQueue.CONTROL_UNITS_MAX; i++) {
        channel.sendWindowChange(80 + i % 10, 24);
      }

      Commands.awaitClosed(channel);
      assertThat(channel.getExitStatus()).isEqualTo(255);
    }
    workshop.recorder.release();
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.CLIENT_PROTOCOL_ERROR);
  }

  @Test
  void channelsOverTheLimitAreRefusedInWords() throws Exception {
    try (ClientSession session = workshop.connect()) {
      int max = SshGatewaySettings.of("x", 0, directory).channelsPerConnectionMax();
      for (int i = 0; i < max; i++) {
        Commands.start(session, "cat", new Person());
      }

      assertThat(open(session, "session"))
          .hasMessageContaining("refused (limit-reached)")
          .extracting(SshChannelOpenException::getReasonCode)
          .isEqualTo(SshConstants.SSH_OPEN_RESOURCE_SHORTAGE);
    }
  }

  @Test
  void afterNoMoreSessionsNoFurtherChannelIsOpened() throws Exception {
    try (ClientSession session = workshop.connect()) {
      Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
      request.putString("no-more-sessions@openssh.com");
      request.putBoolean(false);
      session.writePacket(request);

      assertThat(open(session, "session")).hasMessageContaining("disabled");
    }
  }

  /** The target may not open channels towards the person either. */
  @Test
  void aChannelThatTheTargetOpensIsRefusedAndRecorded() throws Exception {
    var answers = new LinkedBlockingQueue<String>();
    workshop.target.program(
        "reach back",
        process -> {
          RawChannel channel = new RawChannel("forwarded-tcpip");
          process
              .channel()
              .getSession()
              .getService(ConnectionService.class)
              .registerChannel(channel);
          try {
            channel.open().verify(Workshop.PATIENCE);
            answers.add("opened");
          } catch (IOException refused) {
            answers.add("refused");
          }
          return 0;
        });
    try (ClientSession session = workshop.connect()) {
      Commands.run(session, "reach back", null, new Person());
    }
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("refused");
    await()
        .untilAsserted(() ->
            assertThat(workshop.recorder.only().events(Event.Refused.class))
                .extracting(Event.Refused::what)
                .anyMatch(what -> what.startsWith("from the target: forwarded-tcpip")));
  }

  private void assertChannelRequestRefused(String type, Consumer<Buffer> body, String what)
      throws Exception {
    workshop.target.program(
        "shell",
        process -> {
          process.in().read();
          return 0;
        });
    Person person = new Person();
    try (ClientSession session = workshop.connect()) {
      TerminalChannel channel = new TerminalChannel(type, body);
      session.getService(ConnectionService.class).registerChannel(channel);
      channel.setOut(person.output);
      channel.setErr(person.error);
      channel.open().verify(Workshop.PATIENCE);

      // The answers come in the order of the requests: refused, terminal, shell.
      assertThat(channel.answers.poll(20, TimeUnit.SECONDS)).isEqualTo("failure");
      assertThat(channel.answers.poll(20, TimeUnit.SECONDS)).isEqualTo("success");
      assertThat(channel.answers.poll(20, TimeUnit.SECONDS)).isEqualTo("success");
      await()
          .until(() ->
              person.error().equals("gatescribe: refused (feature-not-allowed): " + what + "\r\n"));
      assertThat(session.isOpen()).isTrue();
    }
    assertRefused(what);
  }

  private void assertRefused(String what) {
    await().until(() -> !workshop.recorder.only().ends().isEmpty());
    assertThat(workshop.recorder.only().events(Event.Refused.class))
        .extracting(Event.Refused::what)
        .isNotEmpty()
        .allMatch(recorded -> recorded.startsWith(what));
    await()
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.FEATURE_REFUSED))
                .extracting(AuditEvent::detail)
                .isNotEmpty()
                .allMatch(detail -> detail.startsWith(what)));
  }

  private static SshChannelOpenException open(ClientSession session, String type)
      throws IOException {
    RawChannel channel = new RawChannel(type);
    session.getService(ConnectionService.class).registerChannel(channel);
    var opening = channel.open();
    assertThat(opening.await(Workshop.PATIENCE)).isTrue();
    assertThat(opening.isOpened()).isFalse();
    return (SshChannelOpenException) opening.getException();
  }

  /** Asks for something, then for a terminal, then for a shell, without waiting for answers. */
  private static final class TerminalChannel extends RawChannel {
    private final String type;
    private final Consumer<Buffer> body;

    TerminalChannel(String type, Consumer<Buffer> body) {
      super("session");
      this.type = type;
      this.body = body;
    }

    @Override
    protected void doOpen() throws IOException {
      ask(type, body);
      ask(
          "pty-req",
          buffer -> {
            buffer.putString("xterm");
            buffer.putUInt(80);
            buffer.putUInt(24);
            buffer.putUInt(0);
            buffer.putUInt(0);
            buffer.putString("\0");
          });
      ask("shell", _ -> {});
    }
  }
}
