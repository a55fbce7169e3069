package dev.gatescribe.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A small one of {@code ./gatescribe bench seek}. */
class SeekBenchTest {
  private static final long HALF_AN_HOUR_MICROS = 1_800_000_000L;

  /** The figure of the benchmark is 200 ms on a quiet machine; a busy one gets more. */
  private static final double LIMIT_MILLIS = 2_000;

  @Test
  void momentsOfLongRecordingsAreAskedForThenEachIsAnsweredAsAskedAndSoon() throws IOException {
    assertThat(SeekBench.measure(HALF_AN_HOUR_MICROS, 32L << 20, 40, 1, 1))
        .hasSize(2)
        .allSatisfy(p99 -> assertThat(p99).isLessThan(LIMIT_MILLIS));
  }
}
