package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One key, its echo from the target's terminal, the next key. */
final class InteractiveBench {
  private InteractiveBench() {}

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--pairs", "--keys");
    long pairs = options.number("--pairs", 10, 1);
    int keys = (int) options.number("--keys", 300, 10);
    try (DoubleHop ways = DoubleHop.start()) {
      System.out.println("round trip of a keystroke and its echo, " + keys + " in each block\n");
      System.out.print(ways.configuration());
      measure(ways, pairs, keys);
    }
  }

  private static void measure(DoubleHop ways, long pairs, int keys) throws IOException {
    List<Double> gatewayMedians = new ArrayList<>();
    List<Double> peerMedians = new ArrayList<>();
    List<Double> gatewayTails = new ArrayList<>();
    List<Double> peerTails = new ArrayList<>();
    System.out.println("\npair      gateway p50   p99    double hop p50   p99   (microseconds)");
    try (EchoTerminal gateway = new EchoTerminal(ways.throughGateway(EchoTerminal.COMMAND, "-tt"));
        EchoTerminal peer = new EchoTerminal(ways.throughJump(EchoTerminal.COMMAND, "-tt"))) {
      for (long pair = 0; pair <= pairs; pair++) {
        boolean gatewayFirst = pair % 2 == 0;
        List<Double> first = (gatewayFirst ? gateway : peer).type(keys);
        List<Double> second = (gatewayFirst ? peer : gateway).type(keys);
        List<Double> ofGateway = gatewayFirst ? first : second;
        List<Double> ofPeer = gatewayFirst ? second : first;
        double[] row = {
          Median.of(ofGateway),
          Median.quantile(ofGateway, 0.99),
          Median.of(ofPeer),
          Median.quantile(ofPeer, 0.99)
        };
        print(pair == 0 ? "warm-up" : Long.toString(pair), row);
        if (pair > 0) {
          gatewayMedians.add(row[0]);
          gatewayTails.add(row[1]);
          peerMedians.add(row[2]);
          peerTails.add(row[3]);
        }
      }
    }
    print(
        "median",
        new double[] {
          Median.of(gatewayMedians),
          Median.of(gatewayTails),
          Median.of(peerMedians),
          Median.of(peerTails)
        });
    System.out.printf(
        Locale.ROOT,
        "%nratio p50 %.2f, p99 %.2f (double hop ÷ gateway; above 1 the gateway is faster)%n",
        Median.of(peerMedians) / Median.of(gatewayMedians),
        Median.of(peerTails) / Median.of(gatewayTails));
  }

  private static void print(String label, double[] row) {
    System.out.printf(
        Locale.ROOT, "%-8s %12.0f %6.0f %15.0f %6.0f%n", label, row[0], row[1], row[2], row[3]);
  }
}
