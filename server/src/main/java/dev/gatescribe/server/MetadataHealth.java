package dev.gatescribe.server;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether recordings can be searched. Not part of readiness: they are made without it. */
@Wellness
@ApplicationScoped
public class MetadataHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    boolean usable = ServerProcess.gateway().metadata().problem().isEmpty();
    return HealthCheckResponse.named("metadata").status(usable).build();
  }
}
