package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.List;

/** Many sessions at once. */
final class SessionsCampaign {
  private SessionsCampaign() {}

  /** Whether all was as it should be. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--count");
    int count = (int) options.number("--count", 1000, 1);
    try (GatewayedHost host = GatewayedHost.start()) {
      SessionsTrial.Outcome outcome = SessionsTrial.run(host, count);
      outcome.problems().forEach(System.out::println);
      System.out.printf(
          """
          sessions   %,d at once
          before     %s
          during     %s
          after      %s (may keep %d MiB and %d threads more than before)
          problems   %d
          """,
          count,
          outcome.before(),
          outcome.during(),
          outcome.after(),
          SessionsTrial.HEAP_TOLERANCE_BYTES >> 20,
          SessionsTrial.THREAD_TOLERANCE,
          outcome.problems().size());
      return outcome.problems().isEmpty();
    }
  }
}
