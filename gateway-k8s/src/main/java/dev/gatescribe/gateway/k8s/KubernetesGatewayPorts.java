package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.TargetDialer;
import java.time.Clock;
import java.util.Objects;

/** The rooms that the Kubernetes door talks to. */
public record KubernetesGatewayPorts(
    Admitter admitter,
    PrincipalDirectory principals,
    Recorder recorder,
    AuditLog auditLog,
    CredentialSource credentials,
    TargetDialer dialer,
    Clock clock) {
  public KubernetesGatewayPorts {
    Objects.requireNonNull(admitter, "admitter");
    Objects.requireNonNull(principals, "principals");
    Objects.requireNonNull(recorder, "recorder");
    Objects.requireNonNull(auditLog, "auditLog");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(dialer, "dialer");
    Objects.requireNonNull(clock, "clock");
  }
}
