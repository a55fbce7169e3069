package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.KubernetesCluster;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** As many kills in mid-exec as one likes, all on the same data directory and cluster. */
final class ExecKillCampaign {
  private ExecKillCampaign() {}

  /** Whether nothing was missing. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--rounds", "--seed");
    long rounds = options.number("--rounds", 50, 1);
    long seed = options.number("--seed", 1, 0);
    long pod = 0;
    long client = 0;
    long missing = 0;
    long failed = 0;
    try (KubernetesCluster cluster = KubernetesCluster.start();
        DemoServer demo = DemoServer.start(cluster)) {
      for (long round = 0; round < rounds; round++) {
        Path folder = demo.scratch("round-" + (seed + round));
        ExecKillRound.Outcome outcome =
            ExecKillRound.run(demo, cluster, new Random(seed + round), folder);
        pod += outcome.receivedByPod();
        client += outcome.receivedByClient();
        missing += outcome.missingBytes();
        failed += outcome.holds() ? 0 : 1;
        System.out.printf(
            "round %d of %d, seed %d: the pod received %,d bytes, the client %,d, missing %d%s%n",
            round + 1,
            rounds,
            seed + round,
            outcome.receivedByPod(),
            outcome.receivedByClient(),
            outcome.missingBytes(),
            outcome.holds() ? "" : "  FAILED");
        outcome.problems().forEach(problem -> System.out.println("  " + problem));
        if (outcome.holds()) {
          for (RecordingId id : outcome.recordings()) {
            TemporaryDirectory.remove(demo.recordings().folder(id));
          }
          TemporaryDirectory.remove(folder);
        }
      }
    }
    System.out.printf(
        """

        rounds             %,d (seeds %d to %d; --seed goes on from any)
        failed rounds      %,d
        bytes to pods      %,d
        bytes to clients   %,d
        bytes missing      %,d
        """,
        rounds, seed, seed + rounds - 1, failed, pod, client, missing);
    return failed == 0;
  }
}
