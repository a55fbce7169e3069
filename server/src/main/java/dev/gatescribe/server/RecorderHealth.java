package dev.gatescribe.server;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while sessions can be recorded: what cannot be recorded is not done. */
@Readiness
@ApplicationScoped
public class RecorderHealth implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    var recorder = ServerProcess.gateway().recorder();
    var figures = recorder.figures();
    var response =
        HealthCheckResponse.named("recorder")
            .withData("liveRecordings", figures.liveRecordings())
            .withData("backlogBytes", figures.backlogBytes())
            .withData("storeFailures", figures.storeFailures());
    recorder.failure().ifPresent(failure -> response.withData("failure", failure));
    return response.status(recorder.failure().isEmpty()).build();
  }
}
