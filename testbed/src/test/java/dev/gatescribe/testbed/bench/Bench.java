package dev.gatescribe.testbed.bench;

import static java.util.Map.entry;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs a benchmark by its name. Which there are is told by {@code launcher/bench.txt}. */
public final class Bench {
  private static final int USAGE = 2;

  /** One of them. */
  interface Benchmark {
    void run(List<String> options) throws IOException;
  }

  static final Map<String, Benchmark> BENCHMARKS =
      Map.ofEntries(
          entry("ssh", SshThroughputBench::run),
          entry("interactive", InteractiveBench::run),
          entry("postgresql", DatabaseBench::run),
          entry("kubernetes", KubernetesBench::run),
          entry("startup", StartupBench::run),
          entry("append", AppendBench::run),
          entry("decide", DecisionBench::run),
          entry("neighbours", NeighbourBench::run),
          entry("seek", SeekBench::run),
          entry("storage", StorageBench::run));

  private Bench() {}

  public static void main(String[] words) throws IOException {
    Benchmark benchmark = words.length == 0 ? null : BENCHMARKS.get(words[0]);
    if (benchmark == null) {
      System.err.println("no such benchmark; there are " + BENCHMARKS.keySet());
      System.exit(USAGE);
      return;
    }
    try {
      benchmark.run(Arrays.asList(words).subList(1, words.length));
    } catch (IllegalArgumentException e) {
      System.err.println("gatescribe bench " + words[0] + ": " + e.getMessage());
      System.exit(USAGE);
    }
  }
}
