package dev.gatescribe.admission;

import dev.gatescribe.admission.AccessPolicy.Decision;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Admits by the rules of the configuration.
 *
 * <p>Every decision is in the audit log before it is answered; if it cannot be kept there, nobody
 * is admitted. A person who may not reach a target gets the very same answer as for a target that
 * does not exist; only the audit event tells the two apart.
 */
public final class ConfiguredAdmitter implements Admitter {

  /**
   * How long an admission may wait for its dial. It covers opening the recording and resolving a
   * slow name; it is short because the rules are not read again in between.
   */
  public static final Duration PROOF_LIFETIME = Duration.ofSeconds(30);

  private static final System.Logger LOGGER = System.getLogger(ConfiguredAdmitter.class.getName());

  private final AccessPolicy policy;
  private final Clock clock;
  private final AuditLog auditLog;

  public ConfiguredAdmitter(AdmissionConfiguration configuration, Clock clock, AuditLog auditLog) {
    this.policy = new AccessPolicy(configuration);
    this.clock = clock;
    this.auditLog = auditLog;
  }

  @Override
  public Admission admit(SessionRequest request) {
    try {
      return decide(request);
    } catch (RecordingException e) {
      log(request, "the decision could not be kept in the audit log", e);
      return unrecorded(request);
    } catch (RuntimeException e) {
      log(request, "the decision failed", e);
      return auditedFailure(request);
    }
  }

  private Admission decide(SessionRequest request) throws RecordingException {
    Decision decision =
        policy.decide(
            request.principal().name(), request.protocol(), request.target(), request.login());
    return switch (decision) {
      case Decision.Allowed allowed -> admitted(request, allowed);
      case Decision.Refused refused -> denied(request, refused);
    };
  }

  private Admission admitted(SessionRequest request, Decision.Allowed allowed)
      throws RecordingException {
    Instant now = clock.instant();
    AccessRule rule = allowed.rule();
    Instant until = rule.maximumDuration().map(now::plus).orElse(Instant.MAX);
    // Made before the audit event, so that the event never speaks of an admission that failed.
    Admission answer =
        new Admission.Admitted(
            ProofMint.mint(request, allowed.target(), now.plus(PROOF_LIFETIME)),
            new Constraints(rule.name(), until, rule.namespaces(), rule.recording()));
    String detail = until.equals(Instant.MAX) ? "without a bound in time" : "until " + until;
    auditLog.append(event(request, now, AuditAction.SESSION_ADMITTED, "", rule.name(), detail));
    return answer;
  }

  private Admission denied(SessionRequest request, Decision.Refused refused)
      throws RecordingException {
    auditLog.append(
        event(
            request,
            clock.instant(),
            AuditAction.SESSION_DENIED,
            refused.reason().code(),
            refused.rule(),
            auditDetail(refused.reason())));
    return answer(request, refused);
  }

  /** What the person is told. Equal for a target that is hidden and one that does not exist. */
  private static Admission.Denied answer(SessionRequest request, Decision.Refused refused) {
    String target = VisibleText.of(request.target());
    return switch (refused.reason()) {
      case UNKNOWN_TARGET, TARGET_NOT_ALLOWED ->
          new Admission.Denied(
              DenialReason.TARGET_NOT_ALLOWED,
              "There is no target named " + target + " that you may reach.");
      case LOGIN_NOT_ALLOWED ->
          new Admission.Denied(
              refused.reason(),
              "You may reach "
                  + target
                  + ", but not as "
                  + VisibleText.of(request.login())
                  + " (rule "
                  + refused.rule()
                  + ").");
      case UNKNOWN_PRINCIPAL ->
          new Admission.Denied(refused.reason(), "This gateway knows nobody by your name.");
      case MALFORMED_DESTINATION,
          CREDENTIAL_NOT_FOR_TARGET,
          NAMESPACE_NOT_ALLOWED,
          FEATURE_NOT_ALLOWED,
          PROOF_REJECTED,
          DECISION_FAILED,
          RECORDING_UNAVAILABLE,
          SHUTTING_DOWN,
          LIMIT_REACHED ->
          throw new IllegalStateException("the policy never answers " + refused.reason());
    };
  }

  private static String auditDetail(DenialReason reason) {
    return switch (reason) {
      case UNKNOWN_PRINCIPAL -> "the principal is not in the configuration";
      case UNKNOWN_TARGET -> "no target of this protocol has this name";
      case TARGET_NOT_ALLOWED -> "no rule lets the principal reach the target";
      case LOGIN_NOT_ALLOWED -> "no rule lets the principal reach the target as this login";
      case DECISION_FAILED -> "the decision failed; the log of the gateway says why";
      case MALFORMED_DESTINATION,
          CREDENTIAL_NOT_FOR_TARGET,
          NAMESPACE_NOT_ALLOWED,
          FEATURE_NOT_ALLOWED,
          PROOF_REJECTED,
          RECORDING_UNAVAILABLE,
          SHUTTING_DOWN,
          LIMIT_REACHED ->
          throw new IllegalStateException("the policy never answers " + reason);
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
    return failed(request);
  }

  private static Admission.Denied failed(SessionRequest request) {
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
      String rule,
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
        rule,
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
