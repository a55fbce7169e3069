package dev.gatescribe.recorder.coverage;

import java.time.Duration;

/**
 * How often coverage is looked at.
 *
 * @param lookEvery at sessions whose recordings are not stored yet; asks the store only about those
 *     that have just ended, so that a quiet gateway asks nothing
 * @param sweepEvery at all sessions of the window, by a listing of the store; what vanishes from
 *     the store is missed after this time
 * @param window how far back sessions are looked at
 */
public record CoverageSettings(Duration lookEvery, Duration sweepEvery, Duration window) {

  /** An alarm is for people, who look within minutes. */
  public static final Duration DEFAULT_LOOK_EVERY = Duration.ofSeconds(10);

  /** A listing costs a request for each day and thousand recordings. */
  public static final Duration DEFAULT_SWEEP_EVERY = Duration.ofHours(1);

  /** A year, which is what auditors ask for, and a month to ask in. */
  public static final Duration DEFAULT_WINDOW = Duration.ofDays(400);

  public CoverageSettings {
    if (!lookEvery.isPositive() || !sweepEvery.isPositive() || !window.isPositive()) {
      throw new IllegalArgumentException("times of coverage are positive");
    }
  }

  public static CoverageSettings defaults() {
    return new CoverageSettings(DEFAULT_LOOK_EVERY, DEFAULT_SWEEP_EVERY, DEFAULT_WINDOW);
  }
}
