package dev.gatescribe.server;

import dev.gatescribe.server.disk.DiskWatch;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether no disk is full within days. Not part of readiness: today there is room. Anybody may ask,
 * so it says which disk, and no figures; they are among the metrics.
 */
@Wellness
@ApplicationScoped
public class DiskHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    var answer = HealthCheckResponse.named("disk-forecast").up();
    for (DiskWatch disk : ServerProcess.gateway().disks()) {
      String judgement =
          disk.isNarrow()
              ? "full within days"
              : disk.daysLeft().isPresent() ? "in order" : "not known yet";
      answer.withData(disk.name(), judgement);
      if (disk.isNarrow()) {
        answer.down();
      }
    }
    return answer.build();
  }
}
