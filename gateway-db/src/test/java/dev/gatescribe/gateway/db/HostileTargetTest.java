package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.db.HostileTarget.Wire;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Event;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a target may do to the gateway and to those who are led to it: little. */
class HostileTargetTest {
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
  void targetWithoutTlsGetsNoSecretWhenTlsIsDemanded() throws Exception {
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.readStartup();
          wire.out().writeByte('N');
          wire.out().flush();
          heard.complete(wire.in().readAllBytes());
        })) {
      workshop.targetAsConfigured(_ -> target.asTargetThatNeedsTls());

      assertThat(refusal()).contains("08001", "TLS");
      assertThat(heard.get(20, TimeUnit.SECONDS)).isEmpty();
    }
    assertEnd(EndReason.TARGET_CERTIFICATE_REJECTED);
  }

  @Test
  void aConnectionThatIsNotRecordedYetSaysNothingToTheTarget() throws Exception {
    CompletableFuture<byte[]> heard = new CompletableFuture<>();
    try (HostileTarget target =
        new HostileTarget(wire -> {
          heard.complete(wire.readStartup());
          wire.send('?', new byte[0]);
        })) {
      workshop.targetAsConfigured(_ -> target.asTarget());
      workshop.recorder.hold(Event.TargetConnected.class::isInstance);

      CompletableFuture<String> refused = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              refused.complete(refusal());
            } catch (Exception | AssertionError failure) {
              refused.completeExceptionally(failure);
            }
          });

      Awaitility.await()
          .atMost(Workshop.PATIENCE)
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() == 1);
      assertThat(heard).isNotDone();
      workshop.recorder.release();
      assertThat(heard.get(20, TimeUnit.SECONDS)).isNotEmpty();
      assertThat(refused.get(20, TimeUnit.SECONDS)).contains("FATAL");
    }
  }

  @Test
  void bytesStuffedBehindTheTargetsTlsAnswerAreRefused() throws Exception {
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.readStartup();
          wire.out().write(new byte[] {'S', 'R', 0, 0, 0, 8, 0, 0, 0, 0});
          wire.out().flush();
        })) {
      workshop.targetAsConfigured(_ -> target.asTargetThatNeedsTls());

      assertThat(refusal()).contains("FATAL");
    }
    assertThat(workshop.recorder.only().ends()).hasSize(1);
  }

  @Test
  void md5AndCleartextWithoutTlsAndPlainScramDowngradesGetNoPassword() throws Exception {
    for (byte[] demand :
        new byte[][] {
          Wire.authentication(5, "salt"),
          Wire.authentication(3, ""),
          Wire.authentication(10, "SCRAM-SHA-1\0\0"),
          Wire.authentication(7, "")
        }) {
      CompletableFuture<byte[]> heard = new CompletableFuture<>();
      try (HostileTarget target =
          new HostileTarget(wire -> {
            wire.readStartup();
            wire.send('R', demand);
            heard.complete(wire.in().readAllBytes());
          })) {
        workshop.targetAsConfigured(_ -> target.asTarget());

        assertThat(refusal()).contains("08004");
        assertThat(heard.get(20, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  @Test
  void iterationBombIsNotComputed() throws Exception {
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.readStartup();
          wire.send('R', Wire.authentication(10, "SCRAM-SHA-256\0\0"));
          String nonce = wire.readMessage().replaceAll("(?s).*r=", "");
          wire.send('R', Wire.authentication(11, "r=" + nonce + "more,s=c2FsdA==,i=2000000000"));
        })) {
      workshop.targetAsConfigured(_ -> target.asTarget());

      assertThat(refusal()).contains("08004", "iterations");
    }
  }

  @Test
  void okBeforeTheTargetHasProvedThatItKnowsThePasswordIsRefused() throws Exception {
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.readStartup();
          wire.send('R', Wire.authentication(10, "SCRAM-SHA-256\0\0"));
          String nonce = wire.readMessage().replaceAll("(?s).*r=", "");
          wire.send('R', Wire.authentication(11, "r=" + nonce + "more,s=c2FsdA==,i=4096"));
          wire.readMessage();
          wire.send('R', new byte[4]);
          wire.send('Z', new byte[] {'I'});
        })) {
      workshop.targetAsConfigured(_ -> target.asTarget());

      assertThat(refusal()).contains("08004", "has not proved");
    }
    assertEnd(EndReason.TARGET_AUTHENTICATION_FAILED);
  }

  @Test
  void garbageFromTheTargetEndsTheSessionAndNoOther() throws Exception {
    long seed = new Random().nextLong();
    byte[] garbage = new byte[100_000];
    new Random(seed).nextBytes(garbage);
    garbage[0] = 1;
    try (RawClient other = RawClient.loggedIn(workshop.port());
        HostileTarget target =
            new HostileTarget(wire -> {
              wire.welcome();
              wire.readMessage();
              wire.out().write(garbage);
              wire.out().flush();
            })) {
      workshop.targetAsConfigured(_ -> target.asTarget());
      try (RawClient client = RawClient.loggedIn(workshop.port())) {
        client.send(RawClient.query("SELECT 1"));

        assertThat(client.readMessage().body()).as("seed " + seed).contains("FATAL", "08P01");
        assertThat(client.isClosedWithoutAWord()).isTrue();
      }
      other.send(RawClient.query("SELECT 'unhurt'"));
      assertThat(other.readUntil('D').body()).contains("unhurt");
    }
    assertEnd(EndReason.TARGET_PROTOCOL_ERROR);
  }

  @Test
  void answersThatNobodyAskedForEndTheSession() throws Exception {
    for (char type : new char[] {'1', '2', '3', 'D', 'C', 'd', 'c', 'G', 'W', 'R', 'K', 'Z', 'V'}) {
      try (HostileTarget target =
          new HostileTarget(wire -> {
            wire.welcome();
            wire.send(type, new byte[] {'I'});
          })) {
        workshop.targetAsConfigured(_ -> target.asTarget());
        try (RawClient client = RawClient.loggedIn(workshop.port())) {
          assertThat(client.readMessage().body()).as("type " + type).contains("08P01");
        }
        assertEnd(EndReason.TARGET_PROTOCOL_ERROR);
      }
    }
  }

  @Test
  void lengthThatIsNotPossibleEndsTheSession() throws Exception {
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.welcome();
          wire.readMessage();
          wire.out().write(new byte[] {'D', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
          wire.out().flush();
        })) {
      workshop.targetAsConfigured(_ -> target.asTarget());
      try (RawClient client = RawClient.loggedIn(workshop.port())) {
        client.send(RawClient.query("SELECT 1"));

        assertThat(client.readMessage().body()).contains("08P01");
      }
    }
    assertEnd(EndReason.TARGET_PROTOCOL_ERROR);
  }

  @Test
  void targetThatFloodsAClientThatDoesNotReadIsNoLongerRead() throws Exception {
    byte[] row = new byte[64 * 1024];
    CompletableFuture<Long> sent = new CompletableFuture<>();
    java.util.concurrent.atomic.AtomicLong bytes = new java.util.concurrent.atomic.AtomicLong();
    try (HostileTarget target =
        new HostileTarget(wire -> {
          wire.welcome();
          wire.readMessage();
          try {
            while (bytes.addAndGet(row.length) < 2_000_000_000L) {
              wire.send('D', row);
            }
          } finally {
            sent.complete(bytes.get());
          }
        })) {
      workshop.targetAsConfigured(_ -> target.asTarget());
      try (RawClient client = RawClient.loggedIn(workshop.port())) {
        client.send(RawClient.query("SELECT 1"));
        long[] before = {-1};
        // The sockets' own buffers fill, and then nothing moves.
        Awaitility.await()
            .atMost(Workshop.PATIENCE)
            .pollInterval(java.time.Duration.ofMillis(500))
            .until(() -> {
              long now = bytes.get();
              boolean still = now > 0 && now == before[0];
              before[0] = now;
              return still;
            });

        assertThat(bytes.get()).isLessThan(64 * 1024 * 1024);
      }
      assertThat(sent.get(20, TimeUnit.SECONDS)).isLessThan(64 * 1024 * 1024);
    }
  }

  private String refusal() throws Exception {
    try (RawClient client = RawClient.inTls(workshop.port())) {
      client.send(new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER)));
      client.readMessage();
      client.send(ClientMessage.Password.ofText(Workshop.TOKEN));
      RawClient.Message answer = client.readMessage();
      assertThat(answer.type()).isEqualTo('E');
      return answer.body();
    }
  }

  private void assertEnd(EndReason reason) {
    Awaitility.await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() -> assertThat(workshop.recorder.last().ends()).containsExactly(reason));
  }
}
