package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.campaign.KillRound;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server is killed in the middle of everything. A sample; {@code gatescribe campaign kill} does
 * it as often as one likes.
 */
class KilledServerTest {
  @AutoClose private static GatewayedHost host;

  @BeforeAll
  static void startGateway() {
    host = GatewayedHost.killable();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void serverIsKilledDuringOutputThenEveryByteThatAnybodyReceivedIsRecorded(long seed)
      throws IOException {
    KillRound.Outcome outcome =
        KillRound.run(host, new Random(seed), host.scratch("round-" + seed));

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.receivedBytes()).isPositive();
    assertThat(outcome.missingBytes()).isZero();
    assertThat(outcome.truncated()).isGreaterThanOrEqualTo(4);
    CommandResult verified =
        CommandLineTool.run(
            "recordings",
            "verify",
            "--all",
            "--data",
            host.gateway().data().toString(),
            "--key",
            host.gateway().publicSigningKey().toString());
    assertThat(verified.exitStatus()).as(verified.toString()).isZero();
    for (RecordingId id : outcome.recordings()) {
      assertThat(verified.stdoutText()).containsPattern("verified " + id + ": (truncated|sealed)");
      TemporaryDirectory.remove(host.gateway().recordings().folder(id));
    }
  }
}
