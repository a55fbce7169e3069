package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.db.wire.CancelSecret;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.DenialReason;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets in, and what those read who do not. */
class DoorTest {
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @Test
  void bytesStuffedBehindSslRequestCloseTheConnection() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      var bytes = io.netty.buffer.Unpooled.buffer();
      new StartupPacket.SslRequest().encode(bytes);
      new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER)).encode(bytes);

      client.send(bytes);

      assertThat(client.readMessage().type()).isEqualTo('E');
      assertThat(client.isClosedWithoutAWord()).isTrue();
    }
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void startupWithoutTlsIsRefusedWithAWord() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      client.send(new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER)));

      assertThat(client.readMessage().body()).contains("FATAL", "28000", "TLS is required");
    }
  }

  @Test
  void gssEncryptionRequestIsAnsweredNoAndTlsMayFollow() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      client.send(new StartupPacket.GssEncryptionRequest());
      assertThat(client.readByte()).isEqualTo('N');

      client.send(new StartupPacket.SslRequest());

      assertThat(client.readByte()).isEqualTo('S');
    }
  }

  @Test
  void directTlsWithItsProtocolIsAccepted() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      client.startTls("postgresql");
      client.send(new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER)));

      assertThat(client.readMessage().type()).isEqualTo('R');
    }
  }

  @Test
  void directTlsWithoutItsProtocolIsRefused() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      client.startTls(null);

      assertThat(client.readMessage().body()).contains("08P01", "postgresql");
    }
  }

  @Test
  void secondStartupMessageInPlaceOfThePasswordClosesTheConnection() throws Exception {
    try (RawClient client = RawClient.inTls(workshop.port())) {
      StartupPacket startup = new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER));
      client.send(startup);
      assertThat(client.readMessage().type()).isEqualTo('R');

      client.send(startup);

      assertThat(client.readMessage().body()).contains("08P01");
      assertThat(client.isClosedWithoutAWord()).isTrue();
    }
  }

  @Test
  void newerMinorVersionAndUnknownOptionsAreNegotiated() throws Exception {
    try (RawClient client = RawClient.inTls(workshop.port())) {
      client.send(
          new StartupPacket.Startup(
              3, 9_999, Map.of("user", Workshop.USER, "_pq_.report", "1", "database", "shop")));

      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('v');
      assertThat(answer.body()).contains("\0\3\0\2", "_pq_.report");
      client.readMessage();
      client.send(ClientMessage.Password.ofText(Workshop.TOKEN));
      assertThat(client.readUntil('K').body()).hasSize(4 + ClientConnection.LONG_SECRET_BYTES);
    }
  }

  @Test
  void unknownTokenIsRefusedAndAuditedOncePerWindow() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(refusal(Workshop.USER, "wrong", Map.of())).contains("28P01", "unknown-principal");
    }
    assertThat(workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED)).hasSize(1);
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void tokenForAnotherTargetIsRefusedAndAudited() throws Exception {
    assertThat(refusal(Workshop.USER, Workshop.OTHER_TOKEN, Map.of()))
        .contains("28000", "credential-not-for-target", "other");
    assertDenied(DenialReason.CREDENTIAL_NOT_FOR_TARGET);
  }

  @Test
  void userNameWithoutTargetIsRefusedAndAudited() throws Exception {
    assertThat(refusal("shop", Workshop.TOKEN, Map.of())).contains("28000", "login@target");
    assertDenied(DenialReason.MALFORMED_DESTINATION);
  }

  @Test
  void startupParametersOutsideTheAllowListAreRefusedAndAudited() throws Exception {
    for (Map<String, String> parameters :
        java.util.List.of(
            Map.of("search_path", "evil"),
            Map.of("options", "-c role=postgres"),
            Map.of("role", "postgres"),
            Map.of("replication", "database"),
            Map.of("session_preload_libraries", "evil"))) {
      assertThat(refusal(Workshop.USER, Workshop.TOKEN, parameters)).contains("0A000");
    }
    assertThat(workshop.auditLog.events(AuditAction.SESSION_DENIED)).hasSize(5);
    assertThat(workshop.asked).isEmpty();
  }

  @Test
  void denialSaysWhatWasRefusedAndByWhichRule() throws Exception {
    workshop.admitter(_ ->
        new Admission.Denied(
            DenialReason.LOGIN_NOT_ALLOWED, "rule readers does not allow login shop"));

    assertThat(refusal(Workshop.USER, Workshop.TOKEN, Map.of()))
        .contains("28000", "login-not-allowed", "rule readers does not allow login shop");
  }

  @Test
  void recorderThatCannotOpenRefusesTheSession() throws Exception {
    workshop.recorder.becomeUnavailable();

    assertThat(refusal(Workshop.USER, Workshop.TOKEN, Map.of()))
        .contains("58000", "recording-unavailable");
    assertDenied(DenialReason.RECORDING_UNAVAILABLE);
  }

  @Test
  void connectionThatSaysNothingIsClosedAfterTheLoginGrace() throws Exception {
    try (Workshop impatient =
            Workshop.open(s -> s.withPatience(Duration.ofSeconds(2), Duration.ofSeconds(5)));
        RawClient slow = RawClient.inTls(impatient.port());
        RawClient silent = new RawClient(impatient.port())) {
      assertThat(slow.isClosedWithoutAWord()).isTrue();
      assertThat(silent.isClosedWithoutAWord()).isTrue();
    }
  }

  @Test
  void tooManyUnauthenticatedConnectionsAreClosedAtOnceAndOthersStay() throws Exception {
    try (Workshop small = Workshop.open(s -> s.withConnections(1, 100));
        RawClient first = new RawClient(small.port());
        RawClient second = new RawClient(small.port())) {
      assertThat(second.isClosedWithoutAWord()).isTrue();
      first.send(new StartupPacket.SslRequest());
      assertThat(first.readByte()).isEqualTo('S');
    }
  }

  @Test
  void cancelWithAWrongSecretDoesNothingAndIsClosed() throws Exception {
    try (RawClient client = new RawClient(workshop.port())) {
      client.send(new StartupPacket.CancelRequest(1, CancelSecret.random(4)));

      assertThat(client.isClosedWithoutAWord()).isTrue();
    }
  }

  private String refusal(String user, String token, Map<String, String> more) throws Exception {
    Map<String, String> parameters = new java.util.LinkedHashMap<>(more);
    parameters.put("user", user);
    try (RawClient client = RawClient.inTls(workshop.port())) {
      client.send(new StartupPacket.Startup(3, 0, parameters));
      client.readMessage();
      client.send(ClientMessage.Password.ofText(token));
      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('E');
      assertThat(answer.body()).startsWith("SFATAL");
      assertThat(client.isClosedWithoutAWord()).isTrue();
      return answer.body();
    }
  }

  private void assertDenied(DenialReason reason) {
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.auditLog.events(AuditAction.SESSION_DENIED))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo(reason.code())));
  }
}
