package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever gets no session reads one clear line, whatever they started. */
class RefusedSessionTest {
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
  void aDenialIsReadWhateverWasStartedWithAndWithoutTerminal() throws Exception {
    workshop.admitter(_ ->
        new Admission.Denied(
            DenialReason.LOGIN_NOT_ALLOWED, "alice may not be root\u001b[2J on db1"));
    String line = "gatescribe: refused (login-not-allowed): alice may not be root [2J on db1\r\n";

    try (ClientSession session = workshop.connect()) {
      ChannelExec exec = session.createExecChannel("id");
      assertThat(readRefusal(exec)).isEqualTo(line);
    }
    try (ClientSession session = workshop.connect()) {
      ChannelShell shell = session.createShellChannel();
      assertThat(readRefusal(shell)).isEqualTo(line);
    }
    try (ClientSession session = workshop.connect()) {
      ChannelShell bare = session.createShellChannel();
      bare.setUsePty(false);
      assertThat(readRefusal(bare)).isEqualTo(line);
    }
    try (ClientSession session = workshop.connect()) {
      ChannelSubsystem subsystem = session.createSubsystemChannel("sftp");
      assertThat(readRefusal(subsystem)).isEqualTo(line);
    }
    assertThat(workshop.recorder.recordings()).isEmpty();
    assertThat(workshop.target.connections()).isZero();
  }

  @Test
  void aRefusedConnectionIsShownOut() throws Exception {
    workshop.admitter(_ -> new Admission.Denied(DenialReason.TARGET_NOT_ALLOWED, "no"));

    try (ClientSession session = workshop.connect()) {
      readRefusal(session.createExecChannel("id"));

      await().until(session::isClosed);
    }
  }

  @Test
  void whatNeedsApprovalOrSignInSaysWhere() throws Exception {
    workshop.admitter(
        _ -> new Admission.Pending(new AccessRequest("AR-7", URI.create("https://gw/a/7"))));
    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .isEqualTo(
              "gatescribe: approval needed (AR-7): waiting for approval, see https://gw/a/7\r\n");
    }
    workshop.admitter(_ -> new Admission.StepUp(URI.create("https://gw/s")));
    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .isEqualTo(
              "gatescribe: sign-in needed (step-up): sign in at https://gw/s and try again\r\n");
    }
    assertThat(workshop.target.connections()).isZero();
  }

  @Test
  void everythingOpenedWhileTheDecisionIsPendingIsRefused() throws Exception {
    var decide = new java.util.concurrent.CountDownLatch(1);
    workshop.admitter(_ -> {
      try {
        decide.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      return new Admission.Denied(DenialReason.TARGET_NOT_ALLOWED, "no");
    });
    try (ClientSession session = workshop.connect()) {
      var openings = new java.util.ArrayList<org.apache.sshd.client.future.OpenFuture>();
      for (int i = 0; i < 5; i++) {
        openings.add(session.createExecChannel("id").open());
      }
      await().until(() -> workshop.asked.size() == 1);
      assertThat(openings).noneMatch(org.apache.sshd.client.future.OpenFuture::isDone);

      decide.countDown();
      await().until(() -> openings.stream().allMatch(o -> o.isOpened()));
    }
    assertThat(workshop.asked).hasSize(1);
    assertThat(workshop.target.connections()).isZero();
  }

  @Test
  void anErrorInTheDecisionIsADenial() throws Exception {
    workshop.admitter(_ -> {
      throw new IllegalStateException("broken");
    });
    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .isEqualTo("gatescribe: refused (decision-failed): an internal error\r\n");
    }
  }

  @Test
  void aUserNameWithoutTargetIsMalformedAndAudited() throws Exception {
    try (ClientSession session = workshop.connect("root")) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (malformed-destination): type ssh login@target@gateway");
    }
    assertThat(workshop.asked).isEmpty();
    assertThat(workshop.auditLog.events(AuditAction.SESSION_DENIED))
        .extracting(AuditEvent::reason, AuditEvent::principal)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("malformed-destination", "alice"));
  }

  @Test
  void whatCannotBeRecordedIsNotBegun() throws Exception {
    workshop.recorder.becomeUnavailable();

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (recording-unavailable): ");
    }
    assertThat(workshop.target.connections()).isZero();
    assertThat(workshop.auditLog.events(AuditAction.SESSION_DENIED))
        .extracting(AuditEvent::reason)
        .containsExactly("recording-unavailable");
  }

  @Test
  void whatCannotBeAuditedIsNotBegun() throws Exception {
    workshop.auditLog.breakDown();

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (recording-unavailable): ");
    }
    assertThat(workshop.target.connections()).isZero();
    assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.RECORDER_FAILED);
  }

  @Test
  void aTargetWithAnotherHostKeyIsRefusedAndAudited() throws Exception {
    String pinned = PublicKeyEntry.toString(Workshop.key().getPublic());
    workshop.targetAsConfigured(t ->
        new Target(
            t.name(),
            t.protocol(),
            t.host(),
            t.port(),
            new TargetTrust.PinnedHostKeys(List.of(pinned))));

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith(
              "gatescribe: refused (target-host-key-mismatch): target db1 shows the host key"
                  + " SHA256:");
    }
    assertThat(workshop.target.logins()).isEmpty();
    assertEnded(EndReason.TARGET_HOST_KEY_MISMATCH);
  }

  @Test
  void aTargetThatRefusesTheCredentialIsARefusal() throws Exception {
    workshop.credentials(
        _ -> new UpstreamCredential.PrivateKey(Workshop.openSshText(Workshop.key())));

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (target-authentication-failed): ");
    }
    assertEnded(EndReason.TARGET_AUTHENTICATION_FAILED);
  }

  @Test
  void aCredentialThatIsMissingIsARefusal() throws Exception {
    workshop.credentials(_ -> {
      throw new IOException("no file");
    });

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (target-authentication-failed): ");
    }
    assertThat(workshop.target.connections()).isZero();
    assertEnded(EndReason.TARGET_AUTHENTICATION_FAILED);
  }

  @Test
  void aTargetOpenedWithAPasswordWorks() throws Exception {
    workshop.credentials(_ -> new UpstreamCredential.Password("geheim"));

    try (ClientSession session = workshop.connect()) {
      ChannelExec channel = Commands.run(session, "true", null, new Person());

      assertThat(channel.getExitStatus()).isZero();
    }
    assertThat(workshop.target.logins()).containsEntry("root", "password");
  }

  @Test
  void aTargetThatCannotBeReachedIsARefusal() throws Exception {
    workshop.dialer(_ -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .isEqualTo("gatescribe: refused (target-unreachable): target db1 cannot be reached\r\n");
    }
    assertEnded(EndReason.TARGET_UNREACHABLE);
  }

  @Test
  void aProofThatHasExpiredOpensNothing() throws Exception {
    workshop.admitter(request ->
        new Admission.Admitted(
            ProofMint.mint(request, workshop.target.asTarget("db1"), Instant.now().minusSeconds(1)),
            new Constraints(
                "r",
                Instant.MAX,
                new NamespaceScope.Every(),
                new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.PROCESS))));

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("id")))
          .startsWith("gatescribe: refused (proof-rejected): the proof expired at ");
    }
    assertThat(workshop.target.connections()).isZero();
    assertEnded(EndReason.PROOF_REJECTED);
  }

  @Test
  void aProofThatWasUsedOpensNothingASecondTime() throws Exception {
    AtomicReference<Admission> reused = new AtomicReference<>();
    workshop.admitter(request -> {
      reused.compareAndSet(null, workshop.admit(request));
      return reused.get();
    });
    try (ClientSession session = workshop.connect()) {
      assertThat(Commands.run(session, "true", null, new Person()).getExitStatus()).isZero();
    }

    try (ClientSession session = workshop.connect()) {
      assertThat(readRefusal(session.createExecChannel("true")))
          .isEqualTo("gatescribe: refused (proof-rejected): the proof was used before\r\n");
    }
    assertThat(workshop.target.connections()).isEqualTo(1);
  }

  private static String readRefusal(ClientChannel channel) throws IOException {
    Person person = new Person();
    channel.setIn(InputStream.nullInputStream());
    channel.setOut(person.output);
    channel.setErr(person.error);
    channel.open().verify(Workshop.PATIENCE);
    Commands.awaitClosed(channel);
    assertThat(person.output()).isEmpty();
    assertThat(channel.getExitStatus()).isEqualTo(255);
    return person.error();
  }

  private void assertEnded(EndReason reason) {
    assertThat(workshop.recorder.only().ends()).containsExactly(reason);
    assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
        .extracting(AuditEvent::reason)
        .containsExactly(reason.code());
  }
}
