package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** As many kills in mid-query as one likes, all on the same data directory. */
final class DatabaseKillCampaign {
  private DatabaseKillCampaign() {}

  /** Whether nothing was missing. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--rounds", "--seed");
    long rounds = options.number("--rounds", 50, 1);
    long seed = options.number("--seed", 1, 0);
    long statements = 0;
    long outcomes = 0;
    long missing = 0;
    long failed = 0;
    try (DemoServer demo = DemoServer.start()) {
      for (long round = 0; round < rounds; round++) {
        DatabaseKillRound.Outcome outcome =
            DatabaseKillRound.run(demo, new Random(seed + round), seed + round);
        statements += outcome.statements();
        outcomes += outcome.outcomes();
        missing += outcome.missing().size();
        failed += outcome.holds() ? 0 : 1;
        System.out.printf(
            "round %d of %d, seed %d: %,d statements reached the database, %,d outcomes reached"
                + " clients, missing %d%s%n",
            round + 1,
            rounds,
            seed + round,
            outcome.statements(),
            outcome.outcomes(),
            outcome.missing().size(),
            outcome.holds() ? "" : "  FAILED");
        outcome.missing().forEach(what -> System.out.println("  missing: " + what));
        outcome.problems().forEach(problem -> System.out.println("  " + problem));
        if (outcome.holds()) {
          for (RecordingId id : outcome.recordings()) {
            TemporaryDirectory.remove(demo.recordings().folder(id));
          }
        }
      }
    }
    System.out.printf(
        """

        rounds                %,d (seeds %d to %d; --seed goes on from any)
        failed rounds         %,d
        statements executed   %,d
        outcomes seen         %,d
        missing               %,d
        """,
        rounds, seed, seed + rounds - 1, failed, statements, outcomes, missing);
    return failed == 0;
  }
}
