package dev.gatescribe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionProofTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Instant EXPIRY = NOW.plusSeconds(60);
  private static final RecordingId ID = RecordingId.parse("01arz3ndektsv4rrffq69g5fav");
  private static final Target TARGET =
      new Target(
          "web-1",
          Protocol.SSH,
          "192.0.2.1",
          22,
          new TargetTrust.PinnedHostKeys(List.of("ssh-ed25519 AAAA")));
  private static final SessionRequest REQUEST =
      request(ID, Protocol.SSH, "asha", "web-1", "deploy");

  @Test
  void isRedeemedByTheSessionThatWasAdmitted() throws Exception {
    RedeemedProof redeemed = proof().redeem(REQUEST, NOW);

    assertThat(redeemed.id()).isEqualTo(ID);
    assertThat(redeemed.target()).isEqualTo(TARGET);
    assertThat(redeemed.login()).isEqualTo("deploy");
  }

  @Test
  void replayedProofIsRefused() throws Exception {
    AdmissionProof proof = proof();
    proof.redeem(REQUEST, NOW);

    assertThatThrownBy(() -> proof.redeem(REQUEST, NOW))
        .isInstanceOf(ProofRejectedException.class)
        .hasMessageContaining("used before");
  }

  @Test
  void ofManyThreadsExactlyOneRedeemsTheProof() throws Exception {
    AdmissionProof proof = proof();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<RedeemedProof>> attempts = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        attempts.add(
            threads.submit(() -> {
              start.await();
              return proof.redeem(REQUEST, NOW);
            }));
      }
      start.countDown();
    }

    assertThat(attempts).filteredOn(attempt -> attempt.state() == Future.State.SUCCESS).hasSize(1);
  }

  @Test
  void expiredProofIsRefusedFromTheVeryMomentOfExpiry() throws Exception {
    assertThat(proof().redeem(REQUEST, EXPIRY.minusNanos(1))).isNotNull();
    assertThatThrownBy(() -> proof().redeem(REQUEST, EXPIRY))
        .isInstanceOf(ProofRejectedException.class)
        .hasMessageContaining("expired");
  }

  static List<SessionRequest> otherSessions() {
    return List.of(
        request(RecordingId.create(NOW), Protocol.SSH, "asha", "web-1", "deploy"),
        request(ID, Protocol.SSH, "bela", "web-1", "deploy"),
        request(ID, Protocol.SSH, "asha", "web-2", "deploy"),
        request(ID, Protocol.SSH, "asha", "web-1", "root"),
        request(ID, Protocol.POSTGRESQL, "asha", "web-1", "deploy"));
  }

  @ParameterizedTest
  @MethodSource("otherSessions")
  void proofOfAnotherSessionIsRefusedAndUsedUp(SessionRequest other) {
    AdmissionProof proof = proof();

    assertThatThrownBy(() -> proof.redeem(other, NOW))
        .isInstanceOfSatisfying(
            ProofRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.PROOF_REJECTED))
        .hasMessageContaining("another session");
    assertThatThrownBy(() -> proof.redeem(REQUEST, NOW))
        .isInstanceOf(ProofRejectedException.class)
        .hasMessageContaining("used before");
  }

  @Test
  void proofForAnotherTargetThanWasAskedForIsNotMinted() {
    SessionRequest elsewhere = request(ID, Protocol.SSH, "asha", "web-2", "deploy");

    assertThatThrownBy(() -> ProofMint.mint(elsewhere, TARGET, EXPIRY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static AdmissionProof proof() {
    return ProofMint.mint(REQUEST, TARGET, EXPIRY);
  }

  private static SessionRequest request(
      RecordingId id, Protocol protocol, String principal, String target, String login) {
    return new SessionRequest(
        id,
        protocol,
        new Principal(principal),
        new Authentication(AuthenticationMethod.PUBLIC_KEY, "SHA256:0", Instant.EPOCH),
        target,
        login,
        new InetSocketAddress("192.0.2.7", 50_000),
        NOW);
  }
}
