package dev.gatescribe.server;

import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether every session has its recording. Not part of readiness: what is missing does not come
 * back by sending people elsewhere.
 */
@Wellness
@ApplicationScoped
public class CoverageHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    CoverageFeed.Report report = ServerProcess.gateway().coverage().report();
    return HealthCheckResponse.named("coverage")
        .status(report.count(CoverageState.MISSING) == 0 && report.isBalanced())
        .build();
  }
}
