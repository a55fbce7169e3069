package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.SessionsTrial;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code gatescribe campaign sessions} does it with more. */
class ManySessionsTest {
  private static final int SESSIONS = 200;

  @AutoClose private static GatewayedHost host;

  @BeforeAll
  static void startGateway() {
    host = GatewayedHost.start();
  }

  @Test
  void twoHundredSessionsAreOpenAtOnceThenAllAreExactAndRecordedAndNothingIsLeftBehind()
      throws IOException {
    SessionsTrial.Outcome outcome = SessionsTrial.run(host, SESSIONS);

    assertThat(outcome.problems()).as(outcome.toString()).isEmpty();
    assertThat(outcome.after().heapBytes())
        .isLessThanOrEqualTo(outcome.before().heapBytes() + SessionsTrial.HEAP_TOLERANCE_BYTES);
    assertThat(outcome.after().threads())
        .isLessThanOrEqualTo(outcome.before().threads() + SessionsTrial.THREAD_TOLERANCE);
  }
}
