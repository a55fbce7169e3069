package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.admission.policy.Selector;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyAdmitterTest {
  private static final Instant NOW = DecisionCases.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final KeptAuditLog auditLog = new KeptAuditLog();
  private PolicyEngine policies = DecisionCases.world();
  private final PolicyAdmitter admitter = admitter(CLOCK, auditLog);

  @Test
  void admittedSessionCarriesPolicyEndAndProofOfItsOwn() throws Exception {
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
  void policyWithoutMaximumAdmitsWithoutBound() {
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
            () -> admitted.proof().redeem(request, NOW.plus(PolicyAdmitter.PROOF_LIFETIME)))
        .isInstanceOf(ProofRejectedException.class);
  }

  @Test
  void admissionIsAuditedWithPolicyVersionAndAuthentication() {
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
                "v1",
                "publickey SHA256:test",
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
  void deniedLoginNamesThePolicy() {
    assertThat(admitter.admit(request("ada", "web-1", "reader")))
        .isEqualTo(
            new Denied(
                DenialReason.LOGIN_NOT_ALLOWED,
                "You may reach web-1, but not as reader (policy ada-web)."));
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
    PolicyAdmitter broken = admitter(new ClockThatFailsOnce(), auditLog);

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
    PolicyAdmitter broken =
        admitter(
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
    PolicyAdmitter waiting =
        admitter(
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
  void clientWhoseAddressIsNotKnownIsDeniedBecauseNoRangeCouldHold() {
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

    assertThat(((Denied) admitter.admit(unresolved)).reason())
        .isEqualTo(DenialReason.DECISION_FAILED);
    assertThat(auditLog.events.getFirst().clientAddress()).isEqualTo("somewhere:1");
  }

  @Test
  void secondFactorThatIsMissingIsToldAndSaysWhatToDo() {
    policies =
        DecisionCases.world(
            List.of(
                DecisionCases.allow(
                    "careful",
                    new Audience(
                        List.of(DecisionCases.named("ada")),
                        List.of(new Selector.SecondFactor(Optional.of(Duration.ofMinutes(5)))),
                        List.of()),
                    Set.of("web-1"),
                    DecisionCases.every(),
                    "")));

    assertThat(admitter.admit(request("ada", "web-1", "root")))
        .isEqualTo(
            new Denied(
                DenialReason.SECOND_FACTOR_REQUIRED,
                "Policy careful asks for a second factor shown in the last 5m. Sign in with a second"
                    + " factor, then connect again."));
    assertThat(auditLog.events.getFirst().reason()).isEqualTo("second-factor-required");
    assertThat(admitter.admit(request("grace", "web-1", "root")))
        .as("others learn nothing")
        .isEqualTo(
            admitterOf(DecisionCases.world(List.of())).admit(request("grace", "web-1", "root")));
  }

  @Test
  void secondFactorIsAskedForOnThePageForItIfThereIsOne() {
    URI page = URI.create("https://gateway.example.org/confirm");
    PolicyEngine careful =
        DecisionCases.world(
            List.of(
                DecisionCases.allow(
                    "careful",
                    new Audience(
                        List.of(DecisionCases.named("ada")),
                        List.of(new Selector.SecondFactor(Optional.empty())),
                        List.of()),
                    Set.of("web-1"),
                    DecisionCases.every(),
                    "")));

    Admission answer =
        new PolicyAdmitter(
                () -> careful, DecisionCases.PEOPLE, _ -> Optional.of(page), CLOCK, auditLog)
            .admit(request("ada", "web-1", "root"));

    assertThat(answer).isEqualTo(new Admission.StepUp(page));
  }

  @Test
  void policyThatDeniesIsToldOnlyToThoseWhomAnotherWouldAdmit() {
    policies =
        DecisionCases.world(
            List.of(
                DecisionCases.allow(
                    "ada-web",
                    DecisionCases.named("ada"),
                    Set.of("web-1"),
                    DecisionCases.every(),
                    ""),
                DecisionCases.deny("freeze", new Selector.Everyone(), Set.of("web-1"))));

    assertThat(admitter.admit(request("ada", "web-1", "root")))
        .isEqualTo(
            new Denied(
                DenialReason.DENIED_BY_POLICY,
                "You may not reach web-1 as root now: policy freeze forbids it."));
    assertThat(((Denied) admitter.admit(request("grace", "web-1", "root"))).explanation())
        .isEqualTo("There is no target named web-1 that you may reach.");
    assertThat(auditLog.events)
        .extracting(event -> event.reason() + " " + event.rule())
        .containsExactly("denied-by-policy freeze", "denied-by-policy freeze");
  }

  @Test
  void liveSessionGoesOnUntilItsGrantChangesAndEndsWithWords() {
    SessionRequest request = request("ada", "web-1", "root");
    Admitted admitted = (Admitted) admitter.admit(request);
    assertThat(admitter.whyWithdrawn(request, admitted)).isEmpty();

    policies = DecisionCases.world(List.of());
    assertThat(admitter.whyWithdrawn(request, admitted))
        .contains("policy ada-web no longer admits it");

    policies =
        DecisionCases.world(
            List.of(
                DecisionCases.allow(
                    "renamed",
                    DecisionCases.named("ada"),
                    Set.of("web-1"),
                    DecisionCases.every(),
                    "")));
    assertThat(admitter.whyWithdrawn(request, admitted)).as("the same terms").isEmpty();

    policies = DecisionCases.world(List.of(withIdle()));
    assertThat(admitter.whyWithdrawn(request, admitted))
        .contains("what policy idle allows has changed");
    assertThat(auditLog.events).as("nothing is written down by looking").hasSize(1);
  }

  @Test
  void personWhoIsNoLongerKnownLosesTheLiveSession() {
    SessionRequest request = request("ada", "web-1", "root");
    PolicyEngine engine = policies;
    Admitted admitted = (Admitted) admitter.admit(request);

    PolicyAdmitter later =
        new PolicyAdmitter(() -> engine, _ -> Optional.empty(), StepUpPage.NONE, CLOCK, auditLog);

    assertThat(later.whyWithdrawn(request, admitted)).isPresent();
  }

  @Test
  void directoryThatFailsDeniesAndEndsLiveSessions() {
    SessionRequest request = request("ada", "web-1", "root");
    PolicyEngine engine = policies;
    Admitted admitted = (Admitted) admitter.admit(request);

    PolicyAdmitter broken =
        new PolicyAdmitter(
            () -> engine,
            _ -> {
              throw new IllegalStateException("the directory is away");
            },
            StepUpPage.NONE,
            CLOCK,
            auditLog);

    assertThat(((Denied) broken.admit(request)).reason()).isEqualTo(DenialReason.DECISION_FAILED);
    assertThat(broken.whyWithdrawn(request, admitted))
        .contains("whether it may go on cannot be decided");
  }

  private static Policy withIdle() {
    Policy policy =
        DecisionCases.allow(
            "idle", DecisionCases.named("ada"), Set.of("web-1"), DecisionCases.every(), "");
    return new Policy(
        policy.name(),
        policy.owner(),
        policy.effect(),
        policy.audience(),
        policy.when(),
        policy.targets(),
        policy.permissions(),
        policy.maximum(),
        Optional.of(Duration.ofMinutes(1)),
        policy.recording());
  }

  private PolicyAdmitter admitter(Clock clock, AuditLog log) {
    return new PolicyAdmitter(() -> policies, DecisionCases.PEOPLE, StepUpPage.NONE, clock, log);
  }

  private PolicyAdmitter admitterOf(PolicyEngine engine) {
    return new PolicyAdmitter(
        () -> engine, DecisionCases.PEOPLE, StepUpPage.NONE, CLOCK, new KeptAuditLog());
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
