package dev.gatescribe.server.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiskForecastTest {
  private static final long GIB = 1L << 30;
  private static final Duration STEP = Duration.ofSeconds(30);

  private final DiskForecast forecast = new DiskForecast();
  private long nanos = -5_000_000_000L; // A clock of this kind may begin anywhere.
  private long free = 1000 * GIB;

  /** Time goes on, and the disk fills evenly. */
  private void pass(Duration time, double bytesPerDay) {
    double bytesPerStep = bytesPerDay * STEP.toSeconds() / Duration.ofDays(1).toSeconds();
    for (long steps = time.dividedBy(STEP); steps > 0; steps--) {
      nanos += STEP.toNanos();
      free -= (long) bytesPerStep;
      forecast.observe(nanos, free);
    }
  }

  @Test
  void nothingIsSaidBeforeEnoughWasSeen() {
    assertThat(forecast.daysLeft()).isEmpty();
    pass(STEP, 0);
    assertThat(forecast.daysLeft()).isEmpty();

    pass(Duration.ofMinutes(14), 100.0 * GIB);
    assertThat(forecast.daysLeft()).isEmpty();

    pass(Duration.ofMinutes(2), 100.0 * GIB);
    assertThat(forecast.daysLeft().orElseThrow()).isCloseTo(10, within(0.1));
  }

  @Test
  void evenUseIsForecastExactlyAlsoAfterAFewHours() {
    pass(Duration.ofHours(7), 20.0 * GIB);

    assertThat(forecast.daysLeft().orElseThrow()).isCloseTo(free / (20.0 * GIB), within(0.1));
  }

  @Test
  void diskThatDoesNotFillLastsForEver() {
    pass(Duration.ofHours(8), 0);
    assertThat(forecast.daysLeft()).hasValue(Double.POSITIVE_INFINITY);

    pass(Duration.ofHours(8), -5.0 * GIB);
    assertThat(forecast.daysLeft()).hasValue(Double.POSITIVE_INFINITY);
  }

  @Test
  void burstThatWouldNotFillTheDiskWithinADayIsEvenedOut() {
    pass(Duration.ofDays(3), 10.0 * GIB);

    pass(Duration.ofMinutes(10), 500.0 * GIB);

    // By the last hour alone it would be some ten days; by the last day, more than fifty.
    assertThat(forecast.daysLeft().orElseThrow()).isGreaterThan(50);
  }

  @Test
  void burstThatWouldFillTheDiskWithinADayIsSaidAtOnce() {
    pass(Duration.ofDays(3), 10.0 * GIB);

    pass(Duration.ofMinutes(30), 8_000.0 * GIB);

    assertThat(forecast.daysLeft().orElseThrow()).isLessThan(1);
  }

  @Test
  void whatRetentionGivesBackCounts() {
    for (int day = 0; day < 4; day++) {
      pass(Duration.ofHours(23), 24.0 * GIB);
      pass(Duration.ofHours(1), -23.0 * 24 * GIB);
    }

    assertThat(forecast.daysLeft().orElseThrow()).isGreaterThan(100);
  }

  @Test
  void pauseOfThePollingChangesNothing() {
    pass(Duration.ofDays(2), 10.0 * GIB);
    double before = forecast.daysLeft().orElseThrow();

    nanos += Duration.ofHours(5).toNanos();
    free -= 10 * GIB * 5 / 24;
    forecast.observe(nanos, free);
    forecast.observe(nanos, free); // And a clock that stands.

    assertThat(forecast.daysLeft().orElseThrow()).isCloseTo(before, within(0.5));
  }
}
