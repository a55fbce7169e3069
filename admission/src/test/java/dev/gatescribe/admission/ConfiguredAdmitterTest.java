package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Admission.Admitted;
import dev.gatescribe.session.Admission.Denied;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.SessionRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredAdmitterTest {
  private static final Instant NOW = DecisionCases.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final KeptAuditLog auditLog = new KeptAuditLog();
  private final ConfiguredAdmitter admitter =
      new ConfiguredAdmitter(DecisionCases.world(), CLOCK, auditLog);

  @Test
  void admittedSessionCarriesRuleEndAndProofOfItsOwn() throws Exception {
    SessionRequest request = request("ada", "web-1", "root");

    Admitted admitted = (Admitted) admitter.admit(request);

    assertThat(admitted.constraints())
        .isEqualTo(
            new Constraints(
                "ada-web",
                NOW.plus(Duration.ofHours(8)),
                new NamespaceScope.Every(),
                new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.DISK)));
    assertThat(admitted.proof().expiresAt()).isEqualTo(NOW.plusSeconds(30));
    assertThat(admitted.proof().redeem(request, NOW).target().name()).isEqualTo("web-1");
  }

  @Test
  void ruleWithoutMaximumDurationAdmitsWithoutBound() {
    Admitted admitted = (Admitted) admitter.admit(request("grace", "web-1", "root"));

    assertThat(admitted.constraints().until()).isEqualTo(Instant.MAX);
  }

  @Test
  void proofOfOneSessionOpensNoOther() {
    Admitted admitted = (Admitted) admitter.admit(request("ada", "web-1", "root"));

    assertThatThrownBy(() -> admitted.proof().redeem(request("ada", "web-1", "root"), NOW))
        .isInstanceOf(ProofRejectedException.class);
  }

  @Test
  void proofExpiresAfterItsLifetime() {
    SessionRequest request = request("ada", "web-1", "root");
    Admitted admitted = (Admitted) admitter.admit(request);

    assertThatThrownBy(
            () -> admitted.proof().redeem(request, NOW.plus(ConfiguredAdmitter.PROOF_LIFETIME)))
        .isInstanceOf(ProofRejectedException.class);
  }

  @Test
  void admissionIsAuditedWithItsRule() {
    SessionRequest request = request("ada", "web-1", "root");

    admitter.admit(request);

    assertThat(auditLog.events)
        .containsExactly(
            new AuditEvent(
                NOW,
                AuditAction.SESSION_ADMITTED,
                "",
                request.id().toString(),
                Protocol.SSH,
                "ada",
                "web-1",
                "root",
                "127.0.0.1:50000",
                "ada-web",
                "until 2026-11-21T18:00:00Z"));
  }

  @Test
  void denialIsAuditedWithItsTrueReason() {
    admitter.admit(request("ada", "nowhere", "root"));
    admitter.admit(request("ada", "lonely", "root"));
    admitter.admit(request("ada", "web-1", "reader"));
    admitter.admit(request("stranger", "web-1", "root"));

    assertThat(auditLog.events)
        .allSatisfy(event -> assertThat(event.action()).isEqualTo(AuditAction.SESSION_DENIED))
        .extracting(event -> event.reason() + " " + event.rule())
        .containsExactly(
            "unknown-target ",
            "target-not-allowed ",
            "login-not-allowed ada-web",
            "unknown-principal ");
  }

  @Test
  void hiddenTargetLooksLikeOneThatDoesNotExist() {
    Denied hidden = (Denied) admitter.admit(request("ada", "lonely", "root"));
    Denied missing = (Denied) admitter.admit(request("ada", "lonelier", "root"));
    Denied otherDoor = (Denied) admitter.admit(request("ada", "db-1", "ada_role"));

    assertThat(hidden)
        .isEqualTo(
            new Denied(
                DenialReason.TARGET_NOT_ALLOWED,
                "There is no target named lonely that you may reach."));
    assertThat(missing.reason()).isEqualTo(hidden.reason());
    assertThat(missing.explanation().replace("lonelier", "lonely")).isEqualTo(hidden.explanation());
    assertThat(otherDoor.reason()).isEqualTo(hidden.reason());
    assertThat(otherDoor.explanation().replace("db-1", "lonely")).isEqualTo(hidden.explanation());
  }

  @Test
  void deniedLoginNamesTheRule() {
    assertThat(admitter.admit(request("ada", "web-1", "reader")))
        .isEqualTo(
            new Denied(
                DenialReason.LOGIN_NOT_ALLOWED,
                "You may reach web-1, but not as reader (rule ada-web)."));
  }

  @Test
  void typedTerminalCodesComeBackHarmless() {
    Denied denied = (Denied) admitter.admit(request("ada", "\u001b]52;c;AAAA\u0007", "root"));

    assertThat(denied.explanation())
        .isEqualTo("There is no target named '\\u{1b}]52;c;AAAA\\u{7}' that you may reach.");
  }

  @Test
  void auditLogThatFailsDeniesEvenWhatIsAllowed() {
    auditLog.failing = true;

    Admission answer = admitter.admit(request("ada", "web-1", "root"));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo(DenialReason.RECORDING_UNAVAILABLE));
  }

  @Test
  void auditLogThatFailsHidesTheReasonOfADenialToo() {
    auditLog.failing = true;

    Denied denied = (Denied) admitter.admit(request("ada", "lonely", "root"));

    assertThat(denied.reason()).isEqualTo(DenialReason.RECORDING_UNAVAILABLE);
    assertThat(denied.explanation()).doesNotContain("lonely");
  }

  @Test
  void anyExceptionIsADenialAndIsAudited() {
    SessionRequest request = request("ada", "web-1", "root");
    ConfiguredAdmitter broken =
        new ConfiguredAdmitter(DecisionCases.world(), new ClockThatFailsOnce(), auditLog);

    Denied denied = (Denied) broken.admit(request);

    assertThat(denied.reason()).isEqualTo(DenialReason.DECISION_FAILED);
    assertThat(denied.explanation()).contains(request.id().toString());
    assertThat(auditLog.events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.action()).isEqualTo(AuditAction.SESSION_DENIED);
          assertThat(event.reason()).isEqualTo("decision-failed");
        });
  }

  @Test
  void auditLogThatThrowsAnythingDenies() {
    ConfiguredAdmitter broken =
        new ConfiguredAdmitter(
            DecisionCases.world(),
            CLOCK,
            event -> {
              throw new IllegalStateException("broken");
            });

    assertThat(broken.admit(request("ada", "web-1", "root")))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo(DenialReason.DECISION_FAILED));
  }

  @Test
  void answerIsNotGivenBeforeTheAuditLogHasIt() throws Exception {
    var entered = new java.util.concurrent.CountDownLatch(1);
    var release = new java.util.concurrent.CountDownLatch(1);
    ConfiguredAdmitter waiting =
        new ConfiguredAdmitter(
            DecisionCases.world(),
            CLOCK,
            event -> {
              entered.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new RecordingException("interrupted", e);
              }
            });
    var answer =
        new java.util.concurrent.FutureTask<>(() -> waiting.admit(request("ada", "web-1", "root")));
    Thread.ofVirtual().start(answer);

    entered.await();
    assertThat(answer.isDone()).isFalse();
    release.countDown();

    assertThat(answer.get()).isInstanceOf(Admitted.class);
  }

  @Test
  void unresolvedClientAddressIsNoReasonToFail() {
    SessionRequest request = request("ada", "web-1", "root");
    SessionRequest unresolved =
        new SessionRequest(
            request.id(),
            request.protocol(),
            request.principal(),
            request.authentication(),
            request.target(),
            request.login(),
            InetSocketAddress.createUnresolved("somewhere", 1),
            request.at());

    assertThat(admitter.admit(unresolved)).isInstanceOf(Admitted.class);
    assertThat(auditLog.events.getFirst().clientAddress()).isEqualTo("somewhere:1");
  }

  private static SessionRequest request(String principal, String target, String login) {
    return DecisionCases.request(principal, Protocol.SSH, target, login);
  }

  private static final class KeptAuditLog implements AuditLog {
    private final List<AuditEvent> events = new ArrayList<>();
    private boolean failing;

    @Override
    public void append(AuditEvent event) throws RecordingException {
      if (failing) {
        throw new RecordingException("the disk is full");
      }
      events.add(event);
    }
  }

  private static final class ClockThatFailsOnce extends Clock {
    private boolean failed;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("the clock is broken");
      }
      return NOW;
    }
  }
}
