package dev.gatescribe.server;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether recordings can be searched, or soon can after a start. Not part of readiness: they are
 * made without it.
 */
@Wellness
@ApplicationScoped
public class MetadataHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    boolean well = ServerProcess.gateway().metadata().isWell();
    return HealthCheckResponse.named("metadata").status(well).build();
  }
}
