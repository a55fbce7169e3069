package dev.gatescribe.admission;

import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.admission.policy.Decision;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.admission.policy.Question;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdentityDirectory;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Admits by the policies in force.
 *
 * <p>Every decision is in the audit log before it is answered; if it cannot be kept there, nobody
 * is admitted. A person who may not reach a target gets the very same answer as for a target that
 * does not exist; only the audit event tells the two apart.
 */
public final class PolicyAdmitter implements Admitter {

  /**
   * How long an admission may wait for its dial. It covers opening the recording and resolving a
   * slow name; it is short because the policies are not asked again in between.
   */
  public static final Duration PROOF_LIFETIME = Duration.ofSeconds(30);

  private static final System.Logger LOGGER = System.getLogger(PolicyAdmitter.class.getName());

  private final Supplier<PolicyEngine> policies;
  private final IdentityDirectory identities;
  private final StepUpPage stepUp;
  private final Clock clock;
  private final AuditLog auditLog;

  /**
   * @param policies those in force when it is asked
   */
  public PolicyAdmitter(
      Supplier<PolicyEngine> policies,
      IdentityDirectory identities,
      StepUpPage stepUp,
      Clock clock,
      AuditLog auditLog) {
    this.policies = policies;
    this.identities = identities;
    this.stepUp = stepUp;
    this.clock = clock;
    this.auditLog = auditLog;
  }

  @Override
  public Admission admit(SessionRequest request) {
    try {
      PolicyEngine engine = policies.get();
      Instant now = clock.instant();
      return switch (decide(engine, request, now)) {
        case Decision.Allowed allowed -> admitted(engine, request, allowed, now);
        case Decision.Refused refused -> denied(engine, request, refused, now);
      };
    } catch (RecordingException e) {
      log(request, "the decision could not be kept in the audit log", e);
      return unrecorded(request);
    } catch (RuntimeException e) {
      log(request, "the decision failed", e);
      return auditedFailure(request);
    }
  }

  /**
   * The same decision again, by the policies of now. A session goes on as long as it would come out
   * as it did: the same target, on the same terms.
   */
  @Override
  public Optional<String> whyWithdrawn(SessionRequest request, Admission.Admitted admitted) {
    try {
      Instant now = clock.instant();
      return switch (decide(policies.get(), request, now)) {
        case Decision.Allowed(Target target, Policy policy) -> {
          if (!isSame(target, admitted.proof().target())) {
            yield Optional.of("the target " + target.name() + " is another one now");
          }
          yield isAsBefore(admitted.constraints(), constraints(policy, request, request.at()), now)
              ? Optional.empty()
              : Optional.of("what policy " + policy.name() + " allows has changed");
        }
        case Decision.Refused refused ->
            Optional.of(
                refused.reason() == DenialReason.DENIED_BY_POLICY
                    ? "policy " + refused.policy() + " forbids it now"
                    : "policy " + admitted.constraints().rule() + " no longer admits it");
      };
    } catch (RuntimeException e) {
      log(request, "whether it may go on could not be decided", e);
      return Optional.of("whether it may go on cannot be decided");
    }
  }

  private static boolean isSame(Target one, Target other) {
    return one.name().equals(other.name())
        && one.host().equals(other.host())
        && one.port() == other.port()
        && one.trust().equals(other.trust());
  }

  /** Whose name allows it may change; a shorter maximum ends a session once it is over. */
  private static boolean isAsBefore(Constraints then, Constraints today, Instant now) {
    return now.isBefore(today.until())
        && then.idle().equals(today.idle())
        && then.namespaces().equals(today.namespaces())
        && then.features().equals(today.features())
        && then.recording().equals(today.recording());
  }

  private Decision decide(PolicyEngine engine, SessionRequest request, Instant now) {
    Optional<Identity> identity = identities.find(request.principal());
    if (identity.isEmpty()) {
      return new Decision.Refused(DenialReason.UNKNOWN_PRINCIPAL, "", true, "");
    }
    InetAddress client =
        Objects.requireNonNull(
            request.clientAddress().getAddress(), "no policy can judge a client without address");
    return engine.decide(
        new Question(
            identity.get(),
            request.authentication(),
            request.protocol(),
            request.target(),
            request.login(),
            client,
            request.at(),
            now));
  }

  private Admission admitted(
      PolicyEngine engine, SessionRequest request, Decision.Allowed allowed, Instant now)
      throws RecordingException {
    Constraints constraints = constraints(allowed.policy(), request, now);
    // Made before the audit event, so that the event never speaks of an admission that failed.
    Admission answer =
        new Admission.Admitted(
            ProofMint.mint(request, allowed.target(), now.plus(PROOF_LIFETIME)), constraints);
    String detail =
        constraints.until().equals(Instant.MAX)
            ? "without a bound in time"
            : "until " + constraints.until();
    auditLog.append(
        event(request, now, AuditAction.SESSION_ADMITTED, "", constraints.rule(), detail)
            .decidedBy(engine.version(), request.authentication().text()));
    return answer;
  }

  private static Constraints constraints(Policy policy, SessionRequest request, Instant from) {
    Permission permission =
        Objects.requireNonNull(policy.permissions().get(request.protocol()), "permission");
    return new Constraints(
        policy.name(),
        policy.maximum().map(from::plus).orElse(Instant.MAX),
        policy.idle(),
        permission.namespaces(),
        permission.features(),
        policy.recording());
  }

  private Admission denied(
      PolicyEngine engine, SessionRequest request, Decision.Refused refused, Instant now)
      throws RecordingException {
    String about = auditDetail(refused.reason());
    auditLog.append(
        event(
                request,
                now,
                AuditAction.SESSION_DENIED,
                refused.reason().code(),
                refused.policy(),
                refused.detail().isEmpty() ? about : about + ": " + refused.detail())
            .decidedBy(engine.version(), request.authentication().text()));
    if (refused.reason() == DenialReason.SECOND_FACTOR_REQUIRED) {
      Optional<Admission> page = stepUp.pageFor(request).map(Admission.StepUp::new);
      return page.orElseGet(() -> answer(request, refused));
    }
    return answer(request, refused);
  }

  /** What the person is told. Equal for a target that is hidden and one that does not exist. */
  private static Admission.Denied answer(SessionRequest request, Decision.Refused refused) {
    String target = VisibleText.of(request.target());
    if (!refused.mayKnow()) {
      return new Admission.Denied(
          DenialReason.TARGET_NOT_ALLOWED,
          "There is no target named " + target + " that you may reach.");
    }
    String login = VisibleText.of(request.login());
    return new Admission.Denied(
        refused.reason(),
        switch (refused.reason()) {
          case UNKNOWN_PRINCIPAL -> "This gateway knows nobody by your name.";
          case LOGIN_NOT_ALLOWED ->
              "You may reach %s, but not as %s (policy %s)."
                  .formatted(target, login, refused.policy());
          case DENIED_BY_POLICY ->
              "You may not reach %s as %s now: policy %s forbids it."
                  .formatted(target, login, refused.policy());
          case SECOND_FACTOR_REQUIRED ->
              "Policy %s asks for %s. Sign in with a second factor, then connect again."
                  .formatted(refused.policy(), refused.detail());
          case UNKNOWN_TARGET,
              TARGET_NOT_ALLOWED,
              CONDITION_FAILED,
              MALFORMED_DESTINATION,
              CREDENTIAL_NOT_FOR_TARGET,
              NAMESPACE_NOT_ALLOWED,
              FEATURE_NOT_ALLOWED,
              PROOF_REJECTED,
              DECISION_FAILED,
              RECORDING_UNAVAILABLE,
              SHUTTING_DOWN,
              LIMIT_REACHED ->
              throw new IllegalStateException("nobody is told of " + refused.reason());
        });
  }

  private static String auditDetail(DenialReason reason) {
    return switch (reason) {
      case UNKNOWN_PRINCIPAL -> "nobody is known by this name any more";
      case UNKNOWN_TARGET -> "no target of this protocol has this name";
      case TARGET_NOT_ALLOWED -> "no policy lets the principal reach the target";
      case LOGIN_NOT_ALLOWED -> "no policy lets the principal reach the target as this login";
      case DENIED_BY_POLICY -> "the policy forbids it";
      case SECOND_FACTOR_REQUIRED -> "the policy asks for a second factor";
      case CONDITION_FAILED -> "the condition of the policy could not be evaluated";
      case DECISION_FAILED -> "the decision failed; the log of the gateway says why";
      case MALFORMED_DESTINATION,
          CREDENTIAL_NOT_FOR_TARGET,
          NAMESPACE_NOT_ALLOWED,
          FEATURE_NOT_ALLOWED,
          PROOF_REJECTED,
          RECORDING_UNAVAILABLE,
          SHUTTING_DOWN,
          LIMIT_REACHED ->
          throw new IllegalStateException("the policies never answer " + reason);
    };
  }

  private Admission auditedFailure(SessionRequest request) {
    try {
      auditLog.append(
          event(
              request,
              clock.instant(),
              AuditAction.SESSION_DENIED,
              DenialReason.DECISION_FAILED.code(),
              "",
              auditDetail(DenialReason.DECISION_FAILED)));
    } catch (RecordingException | RuntimeException e) {
      // The answer is a denial in any case, so nothing happens that the audit log does not know.
      log(request, "the failed decision could not be kept in the audit log", e);
    }
    return new Admission.Denied(
        DenialReason.DECISION_FAILED,
        "The gateway could not decide, and what it cannot decide it denies. Session "
            + request.id()
            + " is the name to ask about.");
  }

  private static Admission.Denied unrecorded(SessionRequest request) {
    return new Admission.Denied(
        DenialReason.RECORDING_UNAVAILABLE,
        "The gateway cannot record at the moment, and what it cannot record it does not do. Session "
            + request.id()
            + " is the name to ask about.");
  }

  private static AuditEvent event(
      SessionRequest request,
      Instant at,
      AuditAction action,
      String reason,
      String policy,
      String detail) {
    return new AuditEvent(
        at,
        action,
        reason,
        request.id().toString(),
        request.protocol(),
        request.principal().name(),
        request.target(),
        request.login(),
        address(request.clientAddress()),
        policy,
        detail);
  }

  private static String address(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return host + ":" + address.getPort();
  }

  private static void log(SessionRequest request, String what, Exception cause) {
    LOGGER.log(System.Logger.Level.ERROR, "sessionId=" + request.id() + " " + what, cause);
  }
}
