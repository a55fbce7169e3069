package dev.gatescribe.server;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the targets, principals, groups and policies that stand in the files are the ones in
 * force. Not part of readiness: those from before are, and hold. Anybody may ask, so it does not
 * say what is wrong.
 */
@Wellness
@ApplicationScoped
public class AccessHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    AccessReload reload = ServerProcess.gateway().accessReload();
    return HealthCheckResponse.named("access-configuration")
        .withData("version", reload.version())
        .status(reload.refusal().isEmpty())
        .build();
  }
}
