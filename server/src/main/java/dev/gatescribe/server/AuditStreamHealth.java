package dev.gatescribe.server;

import dev.gatescribe.siem.AuditStreams.Status;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether those who are sent audit events have them. Not part of readiness: the audit log keeps
 * them until they can be sent.
 */
@Wellness
@ApplicationScoped
public class AuditStreamHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("audit-streams").up();
    for (Status status : ServerProcess.gateway().auditStreaming().statuses()) {
      if (!status.problem().isEmpty()) {
        response.down();
      }
      response.withData(status.name(), status.problem().isEmpty() ? "up" : "behind");
    }
    return response.build();
  }
}
