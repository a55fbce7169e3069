package dev.gatescribe.gateway;

import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.TargetDialer;
import java.time.Clock;
import java.util.Objects;

/** The rooms that every door talks to. */
public record GatewayPorts(
    Admitter admitter,
    PrincipalDirectory principals,
    Recorder recorder,
    AuditLog auditLog,
    CredentialSource credentials,
    TargetDialer dialer,
    Clock clock) {
  public GatewayPorts {
    Objects.requireNonNull(admitter, "admitter");
    Objects.requireNonNull(principals, "principals");
    Objects.requireNonNull(recorder, "recorder");
    Objects.requireNonNull(auditLog, "auditLog");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(dialer, "dialer");
    Objects.requireNonNull(clock, "clock");
  }
}
