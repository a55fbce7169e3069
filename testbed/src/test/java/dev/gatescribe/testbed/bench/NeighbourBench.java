package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.ServerFootprint;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody types while neighbours run {@code yes} and read 1 KiB of it in a second: what the typist
 * notices, beside the same without neighbours, and what the gateway keeps for them.
 */
final class NeighbourBench {
  private static final int CHUNK = 1024;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private NeighbourBench() {}

  static void run(List<String> words) throws IOException {
    NamedOptions options = NamedOptions.read(words, "--pairs", "--keys", "--neighbours");
    long pairs = options.number("--pairs", 10, 1);
    int keys = (int) options.number("--keys", 300, 10);
    int count = (int) options.number("--neighbours", 4, 1);
    try (GatewayedHost host = GatewayedHost.start()) {
      System.out.printf(
          "round trip of a keystroke, %d in each block, alone and beside %d slow readers of yes%n",
          keys, count);
      measure(host, pairs, keys, count);
    }
  }

  private static void measure(GatewayedHost host, long pairs, int keys, int count)
      throws IOException {
    List<Double> aloneMedians = new ArrayList<>();
    List<Double> aloneTails = new ArrayList<>();
    List<Double> besideMedians = new ArrayList<>();
    List<Double> besideTails = new ArrayList<>();
    ServerFootprint before = footprint(host);
    ServerFootprint during = before;
    System.out.println("\npair      alone p50    p99    beside p50    p99   (microseconds)");
    try (EchoTerminal typist =
        new EchoTerminal(host.destination().ssh(EchoTerminal.COMMAND).options("-tt"))) {
      typist.type(keys); // Warm-up.
      for (long pair = 1; pair <= pairs; pair++) {
        List<Double> alone = typist.type(keys);
        List<Double> beside;
        try (SlowReaders readers = new SlowReaders(host, count)) {
          readers.awaitStalled();
          beside = typist.type(keys);
          during = footprint(host);
        }
        aloneMedians.add(Median.of(alone));
        aloneTails.add(Median.quantile(alone, 0.99));
        besideMedians.add(Median.of(beside));
        besideTails.add(Median.quantile(beside, 0.99));
        System.out.printf(
            Locale.ROOT,
            "%-8d %10.0f %6.0f %13.0f %6.0f%n",
            pair,
            aloneMedians.getLast(),
            aloneTails.getLast(),
            besideMedians.getLast(),
            besideTails.getLast());
      }
    }
    System.out.printf(
        Locale.ROOT,
        """

        median   %10.0f %6.0f %13.0f %6.0f
        ratio    p50 %.2f, p99 %.2f (alone ÷ beside; 1 is unchanged)
        server   %s before, %s beside them
        """,
        Median.of(aloneMedians),
        Median.of(aloneTails),
        Median.of(besideMedians),
        Median.of(besideTails),
        Median.of(aloneMedians) / Median.of(besideMedians),
        Median.of(aloneTails) / Median.of(besideTails),
        before,
        during);
  }

  private static ServerFootprint footprint(GatewayedHost host) {
    return ServerFootprint.of(host.gateway().process(), host.web());
  }

  /** Clients that take 1 KiB in a second of what never ends. */
  private static final class SlowReaders implements AutoCloseable {
    /** What a client that does not read can be sent: its window and what pipes and sockets hold. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<Process> clients = new ArrayList<>();
    private final AtomicLong read = new AtomicLong();

    SlowReaders(GatewayedHost host, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        Process client =
            new ProcessBuilder(host.destination().ssh("yes").options("-q").words())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        clients.add(client);
        Thread.ofPlatform().daemon().start(() -> readSlowly(client.getInputStream()));
      }
    }

    /** Returns when the windows are full, so that the targets stand still. */
    void awaitStalled() throws IOException {
      long start = System.nanoTime();
      while (read.get() < clients.size() * (long) CHUNK
          || System.nanoTime() - start < STALLED_NANOS) {
        for (Process client : clients) {
          if (!client.isAlive()) {
            throw new IOException("a neighbour's session ended");
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    private void readSlowly(InputStream output) {
      byte[] chunk = new byte[CHUNK];
      try {
        int count = output.read(chunk);
        while (count > 0) {
          read.addAndGet(count);
          LockSupport.parkNanos(INTERVAL_NANOS);
          count = output.read(chunk);
        }
      } catch (IOException e) {
        return; // The client was ended.
      }
    }

    @Override
    public void close() {
      clients.forEach(Process::destroy);
    }
  }
}
