package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.Durability;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.List;

/** As many losses of power as one likes, each on a disk of its own. */
final class PowerCutCampaign {
  private static final int SHOWN_MAX = 5;

  private PowerCutCampaign() {}

  /** Whether nothing was missing. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--rounds", "--seed", "--durability");
    long rounds = options.number("--rounds", 50, 1);
    long seed = options.number("--seed", 1, 0);
    Durability durability =
        PoweredRecorder.durability(options.text("--durability", Durability.DISK.code()));
    long acknowledged = 0;
    long recordings = 0;
    long missing = 0;
    long failed = 0;
    for (long round = 0; round < rounds; round++) {
      PowerCutRound.Outcome outcome = PowerCutRound.run(durability, seed + round);
      acknowledged += outcome.acknowledged();
      recordings += outcome.recordings();
      missing += outcome.missing().size();
      failed += outcome.holds() ? 0 : 1;
      System.out.printf(
          "round %d of %d, seed %d: acknowledged %,d, missing %d; %d recordings, %d truncated; %s%s%n",
          round + 1,
          rounds,
          seed + round,
          outcome.acknowledged(),
          outcome.missing().size(),
          outcome.recordings(),
          outcome.truncated(),
          outcome.story(),
          outcome.holds() ? "" : "  FAILED");
      outcome.missing().stream()
          .limit(SHOWN_MAX)
          .forEach(what -> System.out.println("  missing: " + what));
      outcome.problems().reversed().stream()
          .limit(SHOWN_MAX)
          .forEach(problem -> System.out.println("  " + problem));
    }
    System.out.printf(
        """

        rounds         %,d (seeds %d to %d; --seed goes on from any), durability %s
        failed rounds  %,d
        recordings     %,d
        acknowledged   %,d
        missing        %,d
        """,
        rounds,
        seed,
        seed + rounds - 1,
        durability.code(),
        failed,
        recordings,
        acknowledged,
        missing);
    return failed == 0;
  }
}
