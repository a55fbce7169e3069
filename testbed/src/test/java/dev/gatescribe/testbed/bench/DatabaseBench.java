package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code pgbench --select-only} through the gateway, every statement recorded, and PgBouncer. */
final class DatabaseBench {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
  private static final List<String> MODES = List.of("simple", "prepared");
  private static final List<Integer> CLIENTS = List.of(1, 16);

  private final String gateway;
  private final String peer;
  private final long pairs;
  private final long seconds;

  private DatabaseBench(String gateway, String peer, long pairs, long seconds) {
    this.gateway = gateway;
    this.peer = peer;
    this.pairs = pairs;
    this.seconds = seconds;
  }

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--pairs", "--seconds");
    long pairs = options.number("--pairs", 5, 1);
    long seconds = options.number("--seconds", 5, 1);
    try (DemoServer demo = DemoServer.start()) {
      String gateway = demo.environment().get("GATESCRIBE_PG_URI");
      String direct = demo.environment().get("GATESCRIBE_PG_DIRECT_URI");
      try (PgBouncerPeer peer = PgBouncerPeer.start(URI.create(direct))) {
        pgbench(direct, "--initialize", "--quiet", "--scale=10").orFail();
        System.out.println("pgbench --select-only, " + seconds + " s a run; TLS on every leg\n");
        System.out.print(
            ChildProcess.run(LIMIT, "pgbouncer", "--version").orFail().stdoutText()
                + peer.configuration().indent(2)
                + "gateway   durability process, every statement recorded\n");
        new DatabaseBench(gateway, peer.uri(), pairs, seconds).run();
      }
    }
  }

  private void run() {
    for (String mode : MODES) {
      for (int clients : CLIENTS) {
        compare(mode, clients);
      }
    }
  }

  private void compare(String mode, int clients) {
    System.out.printf("%n%s, %d clients%n", mode, clients);
    System.out.println("pair        gateway      PgBouncer   (transactions a second)");
    List<Double> gatewayRates = new ArrayList<>();
    List<Double> peerRates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (long pair = 0; pair <= pairs; pair++) {
      // Who goes first alternates, so that neither always finds the machine as the other left it.
      boolean gatewayFirst = pair % 2 == 0;
      double first = rate(gatewayFirst ? gateway : peer, mode, clients);
      double second = rate(gatewayFirst ? peer : gateway, mode, clients);
      double gatewayRate = gatewayFirst ? first : second;
      double peerRate = gatewayFirst ? second : first;
      print(pair == 0 ? "warm-up" : Long.toString(pair), gatewayRate, peerRate);
      if (pair > 0) {
        gatewayRates.add(gatewayRate);
        peerRates.add(peerRate);
        ratios.add(gatewayRate / peerRate);
      }
    }
    print("median", Median.of(gatewayRates), Median.of(peerRates));
    System.out.printf(
        Locale.ROOT,
        "ratio %.2f, the median of the pairs (gateway ÷ PgBouncer; above 1 the gateway is faster)%n",
        Median.of(ratios));
  }

  private static void print(String label, double gateway, double peer) {
    System.out.printf(
        Locale.ROOT, "%-8s %10.0f %14.0f   %.2f%n", label, gateway, peer, gateway / peer);
  }

  private double rate(String uri, String mode, int clients) {
    CommandResult result =
        pgbench(
            uri,
            "--select-only",
            "--no-vacuum",
            "--protocol=" + mode,
            "--client=" + clients,
            "--time=" + seconds);
    Matcher matcher = RATE.matcher(result.orFail().stdoutText());
    if (!matcher.find()) {
      throw new AssertionError("pgbench told no rate: " + result);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static CommandResult pgbench(String uri, String... options) {
    List<String> words = new ArrayList<>(List.of("pgbench"));
    words.addAll(List.of(options));
    words.add(uri);
    return ChildProcess.run(LIMIT, words.toArray(String[]::new));
  }
}
