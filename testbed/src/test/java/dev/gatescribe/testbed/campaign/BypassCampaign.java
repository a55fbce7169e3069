package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Many sessions, and among them logins that go round the gateway. */
final class BypassCampaign {
  private BypassCampaign() {}

  /** Whether all that went round were named, and nobody else. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--sessions", "--bypasses", "--seed");
    int sessions = (int) options.number("--sessions", 1_000, 2);
    int bypasses = (int) options.number("--bypasses", 50, 2);
    long seed = options.number("--seed", 1, 0);
    try (DemoServer demo = DemoServer.start()) {
      BypassTrial.Outcome outcome = BypassTrial.run(demo, sessions, bypasses, new Random(seed));
      System.out.println(outcome.printed());
      outcome.problems().forEach(System.out::println);
      System.out.printf(
          """
          sessions   %,d (seed %d; sshd and PostgreSQL by turns)
          planted    %,d logins of sshd, %,d of PostgreSQL
          named      %,d of them
          falsely    %,d
          compared   in %,d ms
          problems   %d
          """,
          sessions,
          seed,
          outcome.plantedSsh(),
          outcome.plantedDatabase(),
          outcome.named(),
          outcome.falselyNamed(),
          outcome.comparedMillis(),
          outcome.problems().size());
      return outcome.holds();
    }
  }
}
