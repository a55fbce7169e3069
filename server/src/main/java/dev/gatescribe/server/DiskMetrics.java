package dev.gatescribe.server;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.server.disk.DiskWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What Prometheus sees of the disks: how full they are, how fast, and what waits for them. */
@ApplicationScoped
public class DiskMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  void onStart(@Observes StartupEvent event, MeterRegistry registry) {
    GatewayProcess gateway = ServerProcess.gateway();
    for (DiskWatch disk : gateway.disks()) {
      Gauge.builder(
              "gatescribe.disk.free",
              disk,
              d -> d.freeBytes().isEmpty() ? Double.NaN : d.freeBytes().getAsLong())
          .tag("disk", disk.name())
          .baseUnit("bytes")
          .description("What is free on the disk of the journal or of the object store")
          .register(registry);
      Gauge.builder("gatescribe.disk.days.left", disk, d -> d.daysLeft().orElse(Double.NaN))
          .tag("disk", disk.name())
          .description(
              "Days until the disk is full, if it goes on like this; NaN while that is not known")
          .register(registry);
    }
    JournalRecorder recorder = gateway.recorder();
    Gauge.builder("gatescribe.journal.oldest.unsent", recorder, DiskMetrics::oldestUnsentSeconds)
        .baseUnit("seconds")
        .description("How long the eldest closed segment waits for the object store")
        .register(registry);
    Timer flushes =
        Timer.builder("gatescribe.journal.flush")
            .description("How long flushing the journal took, when there was something to flush")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
    recorder.whenFlushed(nanos -> flushes.record(nanos, TimeUnit.NANOSECONDS));
  }

  private static double oldestUnsentSeconds(JournalRecorder recorder) {
    return recorder.figures().oldestUnsent().toMillis() / MILLIS_PER_SECOND;
  }
}
