package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.List;

/** Very much output in one session. */
final class LargeSessionCampaign {
  private LargeSessionCampaign() {}

  /** Whether the heap stayed flat. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--bytes");
    long bytes = options.number("--bytes", 10L << 30, 1);
    try (GatewayedHost host = GatewayedHost.start()) {
      LargeSessionTrial.Outcome outcome = LargeSessionTrial.run(host, bytes);
      System.out.printf(
          """
          output     %,d bytes asked for, %,d recorded (a terminal adds returns)
          time       %d s, until key frames and index were made
          before     %d MiB of heap after a collection
          meanwhile  %d to %d MiB, looked at %d times (may differ by %d MiB)
          """,
          bytes,
          outcome.recordedBytes(),
          outcome.took().toSeconds(),
          outcome.before() >> 20,
          outcome.least() >> 20,
          outcome.most() >> 20,
          outcome.looks(),
          LargeSessionTrial.HEAP_TOLERANCE_BYTES >> 20);
      return outcome.isFlat() && outcome.recordedBytes() >= bytes;
    }
  }
}
