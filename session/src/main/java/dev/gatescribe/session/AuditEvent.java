package dev.gatescribe.session;

import java.time.Instant;
import java.util.Objects;

/**
 * One thing that the audit log keeps. Fields that do not apply are empty text, never null.
 *
 * @param at wall clock
 * @param action what happened
 * @param reason a {@link ReasonCode}, or empty
 * @param session the id of the session, or empty
 * @param rule the policy that decided, by its name
 * @param policyVersion which policies were in force, of a decision
 * @param authentication how the principal proved who they are, of a decision
 * @param detail one line for people
 */
public record AuditEvent(
    Instant at,
    AuditAction action,
    String reason,
    String session,
    Protocol protocol,
    String principal,
    String target,
    String login,
    String clientAddress,
    String rule,
    String policyVersion,
    String authentication,
    String detail) {
  public AuditEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(clientAddress, "clientAddress");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(policyVersion, "policyVersion");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(detail, "detail");
  }

  /** Of something that is no decision. */
  public AuditEvent(
      Instant at,
      AuditAction action,
      String reason,
      String session,
      Protocol protocol,
      String principal,
      String target,
      String login,
      String clientAddress,
      String rule,
      String detail) {
    this(
        at,
        action,
        reason,
        session,
        protocol,
        principal,
        target,
        login,
        clientAddress,
        rule,
        "",
        "",
        detail);
  }

  /** The same as a decision: by which policies, about somebody who proved it how. */
  public AuditEvent decidedBy(String version, String provedBy) {
    return new AuditEvent(
        at,
        action,
        reason,
        session,
        protocol,
        principal,
        target,
        login,
        clientAddress,
        rule,
        version,
        provedBy,
        detail);
  }
}
