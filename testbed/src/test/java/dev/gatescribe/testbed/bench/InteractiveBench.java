package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.SshCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One key, its echo from the target's terminal, the next key. */
final class InteractiveBench {
  /** Comes from the target before the first key; what precedes it is the shell's own. */
  private static final int READY = 0x06;

  private static final String ECHO = "stty raw -echo; printf '\\006'; exec cat";
  private static final double MICROS = 1e3;

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
    try (Terminal gateway = new Terminal(ways.throughGateway(ECHO, "-tt"));
        Terminal peer = new Terminal(ways.throughJump(ECHO, "-tt"))) {
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

  /** A terminal on the target that echoes what it is sent. */
  private static final class Terminal implements AutoCloseable {
    private final Process ssh;
    private final OutputStream keyboard;
    private final InputStream screen;

    Terminal(SshCommand command) throws IOException {
      ssh =
          new ProcessBuilder(command.words())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      keyboard = ssh.getOutputStream();
      screen = ssh.getInputStream();
      int next = screen.read();
      while (next != READY) {
        if (next < 0) {
          throw new IOException("the terminal ended before it was ready");
        }
        next = screen.read();
      }
    }

    /** Types so many keys, each when the one before has come back, and gives the round trips. */
    List<Double> type(int keys) throws IOException {
      List<Double> micros = new ArrayList<>(keys);
      for (int key = 0; key < keys; key++) {
        int letter = 'a' + key % 26;
        long start = System.nanoTime();
        keyboard.write(letter);
        keyboard.flush();
        int echo = screen.read();
        micros.add((System.nanoTime() - start) / MICROS);
        if (echo != letter) {
          throw new IOException("typed " + letter + ", and " + echo + " came back");
        }
      }
      return micros;
    }

    @Override
    public void close() {
      ssh.destroy();
    }
  }
}
