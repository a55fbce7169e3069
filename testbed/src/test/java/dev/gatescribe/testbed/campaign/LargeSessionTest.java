package dev.gatescribe.testbed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.GatewayedHost;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A small one of {@code ./gatescribe campaign large-session}. */
class LargeSessionTest {
  private static final long BYTES = 96L << 20;

  @AutoClose private static GatewayedHost host;

  @BeforeAll
  static void startGateway() {
    host = GatewayedHost.start();
  }

  @Test
  void muchIsWrittenToATerminalThenTheHeapStaysFlatAndAllIsRecorded() throws IOException {
    LargeSessionTrial.Outcome outcome = LargeSessionTrial.run(host, BYTES);

    assertThat(outcome.isFlat()).as(outcome.toString()).isTrue();
    assertThat(outcome.recordedBytes()).isGreaterThanOrEqualTo(BYTES);
  }
}
