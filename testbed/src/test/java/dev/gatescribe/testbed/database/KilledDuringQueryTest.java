package dev.gatescribe.testbed.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.DatabaseKillRound;
import dev.gatescribe.testbed.fixture.DemoServer;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample; {@code gatescribe campaign kill-query} does it as often as one likes. */
class KilledDuringQueryTest {
  @AutoClose private static DemoServer demo;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void serverIsKilledInMidQueryThenEveryStatementAndEveryOutcomeIsRecorded(long seed)
      throws IOException {
    DatabaseKillRound.Outcome outcome = DatabaseKillRound.run(demo, new Random(seed), seed);

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.missing()).isEmpty();
    assertThat(outcome.statements()).isPositive();
    assertThat(outcome.outcomes()).isPositive();
  }
}
