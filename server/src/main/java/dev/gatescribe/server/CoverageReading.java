package dev.gatescribe.server;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.recorder.coverage.CoverageSettings;
import java.time.Duration;
import java.util.Optional;

/** How often coverage is looked at: the key {@code coverage}. */
final class CoverageReading {
  /** More often costs more than it tells. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private static final Duration LOOK_MOST = Duration.ofHours(1);
  private static final Duration SWEEP_MOST = Duration.ofDays(7);
  private static final Duration WINDOW_LEAST = Duration.ofDays(1);
  private static final Duration WINDOW_MOST = Duration.ofDays(10_000);

  static final Reading<CoverageSettings> COVERAGE = Readings.mapping(CoverageReading::read);

  private CoverageReading() {}

  private static Optional<CoverageSettings> read(MappingNode part) {
    return Optional.of(
        new CoverageSettings(
            part.optional("lookEvery", Readings.duration(LEAST, LOOK_MOST))
                .orElse(CoverageSettings.DEFAULT_LOOK_EVERY),
            part.optional("sweepEvery", Readings.duration(LEAST, SWEEP_MOST))
                .orElse(CoverageSettings.DEFAULT_SWEEP_EVERY),
            part.optional("window", Readings.duration(WINDOW_LEAST, WINDOW_MOST))
                .orElse(CoverageSettings.DEFAULT_WINDOW)));
  }
}
