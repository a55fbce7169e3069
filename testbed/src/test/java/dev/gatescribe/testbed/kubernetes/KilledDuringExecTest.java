package dev.gatescribe.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.ExecKillRound;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample; {@code gatescribe campaign kill-exec} does it as often as one likes. */
@Tag("cluster")
class KilledDuringExecTest {
  @AutoClose private static GatewayedCluster gatewayed;

  @BeforeAll
  static void startCluster() {
    gatewayed = GatewayedCluster.start();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void serverIsKilledInMidExecThenEveryByteThatAnybodyReceivedIsRecorded(long seed)
      throws IOException {
    ExecKillRound.Outcome outcome =
        ExecKillRound.run(
            gatewayed.demo(),
            gatewayed.cluster(),
            new Random(seed),
            gatewayed.demo().scratch("round-" + seed));

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.missingBytes()).isZero();
    assertThat(outcome.receivedByPod()).isPositive();
    assertThat(outcome.receivedByClient()).isPositive();
  }
}
