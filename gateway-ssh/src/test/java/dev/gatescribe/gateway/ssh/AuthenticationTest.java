package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.gateway.ssh.RawAuthentication.Step;
import dev.gatescribe.gateway.ssh.Workshop.Person;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.SessionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who somebody is, is what their key has signed for this very connection. */
class AuthenticationTest {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open(directory, settings -> settings.withLogin(Duration.ofSeconds(4), 8));
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519,256",
    "ecdsa-sha2-nistp256,256",
    "ecdsa-sha2-nistp521,521",
    "ssh-rsa,2048"
  })
  void keysOfEveryKindAreTaken(String type, int bits) throws Exception {
    KeyPair key = KeyUtils.generateKeyPair(type, bits);
    workshop.principals.put(PublicKeyEntry.toString(key.getPublic()), new Principal("carol"));
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      session.addPublicKeyIdentity(key);
      session.auth().verify(Workshop.PATIENCE);
      Commands.run(session, "true", null, new Person());
    }

    SessionRequest request = workshop.asked.getFirst();
    assertThat(request.principal()).isEqualTo(new Principal("carol"));
    assertThat(request.authentication().method()).isEqualTo(AuthenticationMethod.PUBLIC_KEY);
    assertThat(request.authentication().detail())
        .isEqualTo(KeyUtils.getFingerPrint(key.getPublic()));
    assertThat(request.login()).isEqualTo(Workshop.LOGIN);
    assertThat(request.target()).isEqualTo(Workshop.TARGET);
  }

  /** CVE-2024-45337: an offered key was taken for an authenticated one. */
  @Test
  void whoOffersAlicesKeyAndSignsWithBobsIsBob() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      RawAuthentication.run(
              session, List.of(Step.offer(workshop.aliceKey), Step.sign(workshop.bobKey)))
          .verify(Workshop.PATIENCE);
      Commands.run(session, "true", null, new Person());
    }

    assertThat(workshop.asked)
        .extracting(SessionRequest::principal)
        .containsExactly(new Principal("bob"));
  }

  @Test
  void whoSignsWithBobsKeyAndThenOffersAlicesIsBob() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      RawAuthentication.run(
              session,
              List.of(
                  Step.offer(workshop.bobKey),
                  Step.offer(workshop.aliceKey),
                  Step.sign(workshop.bobKey)))
          .verify(Workshop.PATIENCE);
      Commands.run(session, "true", null, new Person());
    }

    assertThat(workshop.asked)
        .extracting(SessionRequest::principal)
        .containsExactly(new Principal("bob"));
  }

  /** CVE-2026-77185: the signature could be skipped. */
  @Test
  void aProbeWithoutSignatureAuthenticatesNobody() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      var authentication =
          RawAuthentication.run(
              session, List.of(Step.offer(workshop.aliceKey), Step.offer(workshop.aliceKey)));

      assertThatThrownBy(() -> authentication.verify(Workshop.PATIENCE))
          .isInstanceOf(SshException.class);
      assertThat(session.isAuthenticated()).isFalse();
    }
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void aBadSignatureIsDenied() throws Exception {
    assertDenied(Step.signBadly(workshop.aliceKey));
  }

  @Test
  void aSignatureOverAnotherSessionIsDenied() throws Exception {
    byte[] other;
    try (ClientSession elsewhere = workshop.connect()) {
      other = elsewhere.getSessionId();
    }
    assertDenied(Step.signSession(workshop.aliceKey, other));
  }

  @Test
  void alicesKeyWithBobsSignatureIsDenied() throws Exception {
    assertDenied(Step.signWith(workshop.aliceKey, workshop.bobKey));
  }

  @Test
  void anEmptySignatureIsDenied() throws Exception {
    assertDenied(Step.signEmpty(workshop.aliceKey));
  }

  @Test
  void anUnknownKeyIsDenied() throws Exception {
    assertDenied(Step.sign(Workshop.key()));
  }

  @Test
  void anRsaSignatureWithSha1IsDenied() throws Exception {
    KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
    workshop.principals.put(PublicKeyEntry.toString(key.getPublic()), new Principal("carol"));

    assertDenied(Step.signAs(key, "ssh-rsa"));
  }

  /** Teleport CVE-2025-49825: odd certificates bypassed authentication. */
  @Test
  void aCertificateIsNobodysKeyWhoeverSignedIt() throws Exception {
    KeyPair key = Workshop.key();
    OpenSshCertificate certificate =
        OpenSshCertificateBuilder.userCertificate()
            .id("carol")
            .serial(1)
            .principals(List.of(Workshop.DESTINATION))
            .validAfter(OpenSshCertificate.MIN_EPOCH)
            .validBefore(OpenSshCertificate.INFINITY)
            .publicKey(key.getPublic())
            .sign(workshop.aliceKey);
    workshop.principals.put(PublicKeyEntry.toString(key.getPublic()), new Principal("carol"));
    workshop.principals.put(PublicKeyEntry.toString(certificate), new Principal("carol"));

    assertDenied(Step.sign(new KeyPair(certificate, key.getPrivate())));
  }

  /** Without this, the denials above would prove nothing. */
  @Test
  void theRightSignatureIsAccepted() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      RawAuthentication.run(session, List.of(Step.sign(workshop.aliceKey)))
          .verify(Workshop.PATIENCE);

      assertThat(session.isAuthenticated()).isTrue();
    }
  }

  @Test
  void aSecondUserNameOnAConnectionIsRefused() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      var authentication =
          RawAuthentication.run(
              session,
              List.of(
                  Step.offer(workshop.aliceKey),
                  Step.sign(workshop.aliceKey).as("root@elsewhere")));

      assertThatThrownBy(() -> authentication.verify(Workshop.PATIENCE))
          .isInstanceOf(SshException.class);
      await().until(session::isClosed);
    }
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void anAgentWithManyKeysIsListenedToUpToTheLimit() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      for (int i = 0; i < 7; i++) {
        session.addPublicKeyIdentity(Workshop.key());
      }
      session.addPublicKeyIdentity(workshop.aliceKey);
      session.auth().verify(Workshop.PATIENCE);
    }
    List<Step> offers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      offers.add(Step.offer(Workshop.key()));
    }
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      var authentication = RawAuthentication.run(session, offers);

      assertThatThrownBy(() -> authentication.verify(Workshop.PATIENCE))
          .isInstanceOf(SshException.class)
          .hasMessageContaining("Too many");
    }
  }

  @Test
  void failedAttemptsFromOneAddressAreOneAuditEvent() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
        session.addPublicKeyIdentity(Workshop.key());
        assertThatThrownBy(() -> session.auth().verify(Workshop.PATIENCE))
            .isInstanceOf(IOException.class);
      }
    }
    await().until(() -> !workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED).isEmpty());

    // The rest is reported when the window is over, or at the latest when the door closes.
    workshop.gateway().stop(Duration.ofSeconds(5));
    List<AuditEvent> events = workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED);
    assertThat(events).hasSize(2);
    assertThat(events.getFirst().detail()).isEqualTo("1 failed attempt");
    assertThat(events.getLast().detail()).startsWith("4 more failed attempts since ");
    assertThat(events).allMatch(event -> event.clientAddress().equals("127.0.0.1"));
  }

  @Test
  void successIsNoFailureEvenAfterUnknownKeys() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      session.addPublicKeyIdentity(Workshop.key());
      session.addPublicKeyIdentity(workshop.aliceKey);
      session.auth().verify(Workshop.PATIENCE);
    }
    workshop.gateway().stop(Duration.ofSeconds(5));
    assertThat(workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED)).isEmpty();
  }

  /** CVE-2024-6387 raced the login timeout. */
  @Test
  void aConnectionThatDoesNotAuthenticateIsClosedAfterItsGrace() throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      await().atMost(Duration.ofSeconds(15)).until(session::isClosed);
    }
  }

  private void assertDenied(Step step) throws Exception {
    try (ClientSession session = workshop.dial(Workshop.DESTINATION)) {
      var authentication = RawAuthentication.run(session, List.of(step));

      assertThatThrownBy(() -> authentication.verify(Workshop.PATIENCE))
          .isInstanceOf(SshException.class);
      assertThat(session.isAuthenticated()).isFalse();
    }
    assertThat(workshop.asked).isEmpty();
    assertThat(workshop.recorder.recordings()).isEmpty();
  }
}
