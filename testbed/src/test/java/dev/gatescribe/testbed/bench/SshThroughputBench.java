package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.SshCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ssh … 'head -c 1G /dev/zero' >/dev/null}, or the same upwards. */
final class SshThroughputBench {
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private final DoubleHop ways;
  private final long size;
  private final boolean up;
  private final Path zeros;

  private SshThroughputBench(DoubleHop ways, long size, boolean up, Path zeros) {
    this.ways = ways;
    this.size = size;
    this.up = up;
    this.zeros = zeros;
  }

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--pairs", "--size", "--direction");
    long pairs = options.number("--pairs", 5, 1);
    long size = options.number("--size", 1L << 30, 1);
    String direction = options.text("--direction", "down");
    if (!List.of("up", "down").contains(direction)) {
      throw new IllegalArgumentException("--direction is up or down, not " + direction);
    }
    try (DoubleHop ways = DoubleHop.start()) {
      Path zeros = ways.gatewayed().scratch("zeros");
      try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
        file.setLength(size); // A file of nothing but a hole reads as zeros, and costs no disk.
      }
      boolean up = direction.equals("up");
      System.out.println(
          "ssh throughput, " + direction + ", " + size + " bytes of zeros in each run\n");
      System.out.print(ways.configuration());
      new SshThroughputBench(ways, size, up, zeros).run(pairs);
    }
  }

  private void run(long pairs) {
    List<Double> gateway = new ArrayList<>();
    List<Double> peer = new ArrayList<>();
    System.out.println("\npair        gateway     double hop   (megabytes a second)");
    for (long pair = 0; pair <= pairs; pair++) {
      // Who goes first alternates, so that neither always finds the machine as the other left it.
      boolean gatewayFirst = pair % 2 == 0;
      double first = gatewayFirst ? gatewayRun() : peerRun();
      double second = gatewayFirst ? peerRun() : gatewayRun();
      double gatewayRate = gatewayFirst ? first : second;
      double peerRate = gatewayFirst ? second : first;
      print(pair == 0 ? "warm-up" : Long.toString(pair), gatewayRate, peerRate);
      if (pair > 0) {
        gateway.add(gatewayRate);
        peer.add(peerRate);
      }
    }
    print("median", Median.of(gateway), Median.of(peer));
    System.out.printf(
        Locale.ROOT,
        "%nratio %.2f (gateway ÷ double hop; above 1 the gateway is faster)%n",
        Median.of(gateway) / Median.of(peer));
  }

  private static void print(String label, double gateway, double peer) {
    System.out.printf(
        Locale.ROOT, "%-8s %10.0f %14.0f   %.2f%n", label, gateway, peer, gateway / peer);
  }

  private double gatewayRun() {
    return rate(ways.throughGateway(command()));
  }

  private double peerRun() {
    return rate(ways.throughJump(command()));
  }

  private String command() {
    return up ? "cat >/dev/null" : "head -c " + size + " /dev/zero";
  }

  private double rate(SshCommand ssh) {
    if (up) {
      ssh.input(zeros);
    }
    long start = System.nanoTime();
    try (ChildProcess process = ssh.discardOutput().start()) {
      process.await(LIMIT).orFail();
      double seconds = (System.nanoTime() - start) / NANOS;
      return size / MEGA / seconds;
    }
  }
}
