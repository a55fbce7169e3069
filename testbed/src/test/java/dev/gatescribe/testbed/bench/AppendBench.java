package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** What it costs to append, for each durability, measured by JMH. */
final class AppendBench {
  private static final double MICROS = 1e6;

  private AppendBench() {}

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--seconds");
    int seconds = (int) options.number("--seconds", 3, 1);
    System.out.println(
        "one append after the other; each row takes some " + 4 * seconds + " seconds");
    System.out.println(
        """

                                         gatescribe                          a file for each session
        durability threads bytes pause   events/s    MB/s  p50 µs   p99 µs   events/s  p50 µs   p99 µs   ratio\
        """);
    for (String durability : List.of("process", "disk")) {
      for (int threads : new int[] {1, 16}) {
        for (String bytes : List.of("64", "4096")) {
          for (String pause : List.of("0", "1000")) {
            row(durability, threads, bytes, pause, seconds);
          }
        }
      }
    }
    System.out.println(
        """

        events/s and MB/s: of all threads together, each of which appends when its last append was
        accepted; not said where pauses (microseconds) decide them.
        ratio: events/s here ÷ there; with pauses p50 there ÷ here. Above 1 it is faster here.\
        """);
  }

  private static void row(String durability, int threads, String bytes, String pause, int seconds)
      throws IOException {
    Options run =
        new OptionsBuilder()
            .include("\\." + AppendBenchmark.class.getSimpleName() + "\\.")
            .mode(Mode.SampleTime)
            .param("durability", durability)
            .param("bytes", bytes)
            .param("pauseMicros", pause)
            .threads(threads)
            .forks(1)
            .jvmArgsAppend(
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow")
            .warmupIterations(1)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(1)
            .measurementTime(TimeValue.seconds(seconds))
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, RunResult> results = new TreeMap<>();
    for (RunResult result : run(run)) {
      String label = result.getPrimaryResult().getLabel();
      results.put(label, result);
    }
    print(durability, threads, bytes, pause, results);
  }

  private static Collection<RunResult> run(Options options) throws IOException {
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw new IOException(e);
    }
  }

  private static void print(
      String durability, int threads, String bytes, String pause, Map<String, RunResult> results) {
    Statistics ours = results.get("gatescribe").getPrimaryResult().getStatistics();
    Statistics peer = results.get("plainFile").getPrimaryResult().getStatistics();
    double size = Integer.parseInt(bytes);
    boolean paced = !pause.equals("0");
    double events = threads * MICROS / ours.getMean();
    double peerEvents = threads * MICROS / peer.getMean();
    double ratio = paced ? peer.getPercentile(50) / ours.getPercentile(50) : events / peerEvents;
    System.out.printf(
        Locale.ROOT,
        "%-10s %7d %5s %5s %10s %7s %7.1f %8.1f %10s %7.1f %8.1f %7.2f%n",
        durability,
        threads,
        bytes,
        pause,
        paced ? "" : String.format(Locale.ROOT, "%,.0f", events),
        paced ? "" : String.format(Locale.ROOT, "%.1f", events * size / 1e6),
        ours.getPercentile(50),
        ours.getPercentile(99),
        paced ? "" : String.format(Locale.ROOT, "%,.0f", peerEvents),
        peer.getPercentile(50),
        peer.getPercentile(99),
        ratio);
  }
}
