package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.campaign.StoreOutageTrial;
import dev.gatescribe.testbed.fixture.BucketGateway;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code gatescribe campaign store-outage} does it with more, and for longer. */
class StoreOutageTest {
  @AutoClose private final BucketGateway gateways = new BucketGateway();

  @Test
  void storeIsAwayUnderLoadAndComesBackThenNothingIsLost() throws IOException {
    StoreOutageTrial.Outcome outcome =
        StoreOutageTrial.run(
            gateways, 4, 200_000, Duration.ofSeconds(2), Duration.ofSeconds(8), _ -> {});

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.receivedBytes()).isGreaterThan(4_000_000);
    assertThat(outcome.missingBytes()).isZero();
  }
}
