package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.ServerProcess;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./gatescribe demo} of a built tree, from the command to {@code ready}: with no data, where
 * keys and journal are made, and again with the data of before. It has no peer.
 */
final class StartupBench {
  private static final double NANOS = 1e9;

  private StartupBench() {}

  static void run(List<String> words) {
    NamedOptions options = NamedOptions.read(words, "--runs");
    long runs = options.number("--runs", 5, 1);
    List<Double> firsts = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    System.out.println("./gatescribe demo until it is ready, in seconds\n");
    System.out.println("run         first start    second start");
    for (long run = 0; run <= runs; run++) {
      try (TemporaryDirectory folder = new TemporaryDirectory()) {
        List<String> command =
            List.of(
                BuiltServer.root().resolve("gatescribe").toString(),
                "demo",
                "--data",
                folder.resolve("data").toString(),
                "--port-offset",
                Integer.toString(FreePorts.demoOffset()));
        double first = start(command);
        double second = start(command);
        print(run == 0 ? "warm-up" : Long.toString(run), first, second);
        if (run > 0) {
          firsts.add(first);
          seconds.add(second);
        }
      }
    }
    print("median", Median.of(firsts), Median.of(seconds));
  }

  private static double start(List<String> command) {
    long start = System.nanoTime();
    try (ServerProcess server = ServerProcess.startBy(command)) {
      double seconds = (System.nanoTime() - start) / NANOS;
      server.stop();
      return seconds;
    }
  }

  private static void print(String label, double first, double second) {
    System.out.printf(Locale.ROOT, "%-8s %13.2f %15.2f%n", label, first, second);
  }
}
