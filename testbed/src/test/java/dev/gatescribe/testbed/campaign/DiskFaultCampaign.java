package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A disk that gets full, and one that fails, each several times. */
final class DiskFaultCampaign {
  /** A new session is refused within this time of the fault being known, a live one ended. */
  static final Duration REFUSED_WITHIN = Duration.ofSeconds(1);

  static final Duration ENDED_WITHIN = Duration.ofSeconds(5);

  private DiskFaultCampaign() {}

  /** Whether nothing was missing and everybody was told in time. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--rounds");
    long rounds = options.number("--rounds", 5, 1);
    boolean holds = true;
    for (DiskFaultTrial.Fault fault : DiskFaultTrial.Fault.values()) {
      for (long round = 1; round <= rounds; round++) {
        DiskFaultTrial.Outcome outcome = DiskFaultTrial.run(fault);
        boolean held =
            outcome.missingBytes() == 0
                && outcome.problems().isEmpty()
                && outcome.refused().compareTo(REFUSED_WITHIN) <= 0
                && outcome.ended().compareTo(ENDED_WITHIN) <= 0;
        holds &= held;
        System.out.printf(
            Locale.ROOT,
            "%s, round %d: refused in %d ms, ended in %d ms, received %,d bytes, missing %d%s%n",
            fault.name().toLowerCase(Locale.ROOT),
            round,
            outcome.refused().toMillis(),
            outcome.ended().toMillis(),
            outcome.receivedBytes(),
            outcome.missingBytes(),
            held ? "" : "  FAILED");
        outcome.messages().forEach(message -> System.out.println("  told: " + message));
        outcome.problems().forEach(problem -> System.out.println("  " + problem));
      }
    }
    return holds;
  }
}
