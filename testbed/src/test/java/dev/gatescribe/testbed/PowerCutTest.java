package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.Durability;
import dev.gatescribe.testbed.campaign.PowerCutRound;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails in mid-burst. A sample; {@code gatescribe campaign power-cut} does it as often as
 * one likes.
 */
class PowerCutTest {
  @BeforeAll
  static void checkMachine() {
    PowerCutDiskTest.startOrSayWhyNot().close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void powerFailsDuringOutputThenEveryEventThatWasAcknowledgedIsRecorded(long seed)
      throws IOException {
    PowerCutRound.Outcome outcome = PowerCutRound.run(Durability.DISK, seed);

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.acknowledged()).isPositive();
    assertThat(outcome.missing()).isEmpty();
  }

  @Test
  void eventsAreAcknowledgedBeforeTheyAreFlushedThenTheTrialFindsThemMissing() throws IOException {
    PowerCutRound.Outcome outcome = PowerCutRound.run(Durability.PROCESS, 1);

    assertThat(outcome.missing()).isNotEmpty();
  }
}
