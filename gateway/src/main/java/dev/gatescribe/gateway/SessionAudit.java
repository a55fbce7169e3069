package dev.gatescribe.gateway;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionRequest;
import java.net.InetSocketAddress;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit events about one session, or about somebody who gets none. Waits for the audit log, so
 * it is for virtual threads.
 */
public final class SessionAudit {
  private static final Logger LOG = LoggerFactory.getLogger(SessionAudit.class);

  /** Who it is about. Fields that are not known are empty. */
  public record Subject(
      Protocol protocol,
      String session,
      String principal,
      String target,
      String login,
      InetSocketAddress client) {}

  private final AuditLog auditLog;
  private final Clock clock;
  private final Subject subject;

  public SessionAudit(GatewayPorts ports, Subject subject) {
    this.auditLog = ports.auditLog();
    this.clock = ports.clock();
    this.subject = subject;
  }

  /** About a session that was asked for. */
  static SessionAudit of(GatewayPorts ports, SessionRequest request) {
    return new SessionAudit(
        ports,
        new Subject(
            request.protocol(),
            request.id().toString(),
            request.principal().name(),
            request.target(),
            request.login(),
            request.clientAddress()));
  }

  /**
   * The session begins.
   *
   * @throws RecordingException if that cannot be kept; the session must not begin
   */
  void started(String rule) throws RecordingException {
    auditLog.append(event(AuditAction.SESSION_STARTED, "", rule, ""));
  }

  void ended(EndReason reason, String rule, String detail) {
    append(event(AuditAction.SESSION_ENDED, reason.code(), rule, detail));
  }

  /** A denial that the admitter was not asked about, or that came after it admitted. */
  public void denied(DenialReason reason, String rule, String detail) {
    append(event(AuditAction.SESSION_DENIED, reason.code(), rule, detail));
  }

  /** Something inside the session was refused. */
  public void featureRefused(DenialReason reason, String rule, String what) {
    append(event(AuditAction.FEATURE_REFUSED, reason.code(), rule, what));
  }

  /** What it tells of has happened or was refused already; nothing can be undone for its sake. */
  private void append(AuditEvent event) {
    try {
      auditLog.append(event);
    } catch (RecordingException failure) {
      LOG.error(
          "session {}: the audit event {} could not be kept",
          subject.session(),
          event.action().code(),
          failure);
    }
  }

  private AuditEvent event(AuditAction action, String reason, String rule, String detail) {
    return new AuditEvent(
        clock.instant(),
        action,
        reason,
        subject.session(),
        subject.protocol(),
        subject.principal(),
        subject.target(),
        subject.login(),
        address(subject.client()),
        rule,
        detail);
  }

  /** An address as the recordings write it. */
  public static String address(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
