package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** As many kills as one likes, all on the same data directory. */
final class KillCampaign {
  private long received;
  private long missing;
  private long truncated;
  private long sealed;
  private long failedRounds;

  private KillCampaign() {}

  /** Whether nothing was missing. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--rounds", "--seed");
    long rounds = options.number("--rounds", 50, 1);
    long seed = options.number("--seed", 1, 0);
    KillCampaign campaign = new KillCampaign();
    try (GatewayedHost host = GatewayedHost.killable()) {
      for (long round = 0; round < rounds; round++) {
        campaign.round(host, round, rounds, seed + round);
      }
    }
    campaign.print(rounds, seed);
    return campaign.failedRounds == 0;
  }

  private void round(GatewayedHost host, long round, long rounds, long seed) throws IOException {
    Path folder = host.scratch("round-" + seed);
    long start = System.nanoTime();
    KillRound.Outcome outcome = KillRound.run(host, new Random(seed), folder);
    received += outcome.receivedBytes();
    missing += outcome.missingBytes();
    truncated += outcome.truncated();
    sealed += outcome.sealed();
    failedRounds += outcome.holds() ? 0 : 1;
    System.out.printf(
        "round %d of %d, seed %d: received %,d bytes, missing %d, truncated %d, sealed %d, %d s%s%n",
        round + 1,
        rounds,
        seed,
        outcome.receivedBytes(),
        outcome.missingBytes(),
        outcome.truncated(),
        outcome.sealed(),
        (System.nanoTime() - start) / 1_000_000_000,
        outcome.holds() ? "" : "  FAILED");
    outcome.problems().forEach(problem -> System.out.println("  " + problem));
    if (outcome.holds()) {
      // What was right need not fill the disk.
      for (RecordingId id : outcome.recordings()) {
        TemporaryDirectory.remove(host.gateway().recordings().folder(id));
      }
      TemporaryDirectory.remove(folder);
    }
  }

  private void print(long rounds, long seed) {
    System.out.printf(
        """

        rounds               %,d (seeds %d to %d; --seed goes on from any)
        failed rounds        %,d
        bytes received       %,d
        bytes missing        %,d
        truncated recordings %,d
        sealed recordings    %,d
        """,
        rounds, seed, seed + rounds - 1, failedRounds, received, missing, truncated, sealed);
  }
}
