package dev.gatescribe.server;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether recordings reach the object store. Not part of readiness: sessions are recorded into the
 * journal meanwhile, and a load balancer that sent nobody here any more would make it worse.
 */
@Wellness
@ApplicationScoped
public class StoreHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    boolean usable = ServerProcess.gateway().store().problem().isEmpty();
    return HealthCheckResponse.named("object-store").status(usable).build();
  }
}
