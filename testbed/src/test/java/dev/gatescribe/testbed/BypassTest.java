package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.BypassTrial;
import dev.gatescribe.testbed.fixture.DemoServer;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code gatescribe campaign bypass} does it with more. */
class BypassTest {
  private static final int SESSIONS = 24;
  private static final int BYPASSES = 4;

  @Test
  void loginsThatGoRoundTheGatewayAreNamedAndNobodyElse() throws IOException {
    try (DemoServer demo = DemoServer.start()) {
      BypassTrial.Outcome outcome = BypassTrial.run(demo, SESSIONS, BYPASSES, new Random(1));

      assertThat(outcome.problems()).as(outcome.toString()).isEmpty();
      assertThat(outcome.named()).isEqualTo(BYPASSES);
      assertThat(outcome.falselyNamed()).isZero();
    }
  }
}
