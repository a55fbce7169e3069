package dev.gatescribe.testbed.campaign;

import dev.gatescribe.testbed.campaign.PhraseQuestions.Sort;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Search in as many recordings as one likes. */
final class SearchCampaign {
  private static final int OF_EACH = 100;
  private static final double MOST_MILLIS = 200;

  private SearchCampaign() {}

  /** Whether all answers were right, and fast enough. */
  static boolean run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--sessions", "--seed", "--data");
    int sessions = (int) options.number("--sessions", 100_000, 1);
    long seed = options.number("--seed", 1, 0);
    String data = options.text("--data", "");
    if (!data.isEmpty()) {
      return run(Path.of(data).toAbsolutePath(), seed, sessions);
    }
    try (TemporaryDirectory directory = new TemporaryDirectory()) {
      return run(directory.path(), seed, sessions);
    }
  }

  private static boolean run(Path folder, long seed, int sessions) throws IOException {
    long start = System.nanoTime();
    SearchTrial.Outcome outcome =
        SearchTrial.run(
            folder,
            seed,
            sessions,
            OF_EACH,
            step ->
                System.out.printf(
                    "%5d s     %s%n",
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(), step));
    System.out.printf(
        "recordings  %,d, seed %d; made, and read for what must be found, in %.0f s%n",
        sessions, seed, outcome.generateSeconds());
    outcome.rebuilds().forEach(line -> System.out.println("rebuild     " + line));
    List<Long> all = new ArrayList<>();
    for (Sort sort : Sort.values()) {
      List<Long> nanos = outcome.nanos().get(sort);
      print(sort.name().toLowerCase(Locale.ROOT), nanos);
      all.addAll(nanos);
    }
    print("all", all);
    outcome.problems().forEach(problem -> System.out.println("WRONG       " + problem));
    System.out.printf("wrong       %d of %d answers%n", outcome.problems().size(), all.size());
    return outcome.problems().isEmpty() && millis(all, 0.95) <= MOST_MILLIS;
  }

  private static void print(String name, List<Long> nanos) {
    System.out.printf(
        "%-11s %d answers: p50 %.1f ms, p95 %.1f ms, most %.1f ms%n",
        name, nanos.size(), millis(nanos, 0.5), millis(nanos, 0.95), millis(nanos, 1));
  }

  private static double millis(List<Long> nanos, double share) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1e6;
  }
}
