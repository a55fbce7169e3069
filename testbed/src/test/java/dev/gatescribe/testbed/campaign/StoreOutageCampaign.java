package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.fixture.BucketGateway;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The bucket's service is away for minutes, under load. */
final class StoreOutageCampaign {
  /** By then the segments of quiet beginnings are stored. */
  private static final Duration WARM_UP = Duration.ofSeconds(70);

  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);

  private StoreOutageCampaign() {}

  /** Whether nothing was lost, and the backlog drained at twice the live rate. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--sessions", "--rate", "--seconds");
    int sessions = (int) options.number("--sessions", 20, 1);
    long rate = options.number("--rate", 50_000, 100);
    Duration outage = Duration.ofSeconds(options.number("--seconds", 600, 2));
    try (BucketGateway gateways = new BucketGateway()) {
      StoreOutageTrial.Outcome outcome =
          StoreOutageTrial.run(gateways, sessions, rate, WARM_UP, outage, everyTenSeconds());
      print(sessions, outage, outcome);
      return outcome.holds();
    }
  }

  private static Consumer<String> everyTenSeconds() {
    long start = System.nanoTime();
    long[] next = {0};
    return line -> {
      long elapsed = System.nanoTime() - start;
      if (elapsed >= next[0]) {
        next[0] = elapsed + LINE_INTERVAL.toNanos();
        System.out.println(Duration.ofNanos(elapsed).toSeconds() + " s: " + line);
      }
    };
  }

  private static void print(int sessions, Duration outage, StoreOutageTrial.Outcome outcome) {
    outcome.problems().forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        """

        sessions        %,d, %.2f MB/s together
        store away      %d s
        backlog         %,d bytes, drained in %.1f s
        drained at      %.2f MB/s, %.1f times the live rate
        bytes received  %,d
        bytes missing   %,d
        problems        %d
        """,
        sessions,
        outcome.liveRate() / 1e6,
        outage.toSeconds(),
        outcome.backlog(),
        outcome.drained().toMillis() / 1e3,
        outcome.drainRate() / 1e6,
        outcome.drainRate() / outcome.liveRate(),
        outcome.receivedBytes(),
        outcome.missingBytes(),
        outcome.problems().size());
    outcome
        .footprints()
        .forEach((when, footprint) -> System.out.printf("%-15s %s%n", when, footprint));
  }
}
