package dev.gatescribe.server;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while sessions can be recorded: what cannot be recorded is not done. Anybody may ask, so it
 * says no more than yes or no; figures are among the metrics, and reasons in the log.
 */
@Readiness
@ApplicationScoped
public class RecorderHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    boolean records = ServerProcess.gateway().recorder().failure().isEmpty();
    return HealthCheckResponse.named("recorder").status(records).build();
  }
}
