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
    Objects.requireNonNull(detail, "detail");
  }
}
