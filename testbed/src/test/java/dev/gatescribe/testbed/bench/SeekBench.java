package dev.gatescribe.testbed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.keyframe.KeyFrameDerivation;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.NamedOptions;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Any moment of a long recording, asked of the server: what the screen showed, by key frames. Its
 * peer is a player without them, which fetches all events before the moment; that it would have to
 * draw them too is not counted.
 */
public final class SeekBench {
  private static final double NANOS_IN_A_MILLI = 1e6;
  private static final double MEGA = 1e6;
  private static final long HOUR_MICROS = 3_600_000_000L;

  private final WebClient web;
  private final Random random;

  private SeekBench(WebClient web, long seed) {
    this.web = web;
    this.random = new Random(seed);
  }

  static void run(List<String> words) throws IOException {
    NamedOptions options =
        NamedOptions.read(words, "--hours", "--size", "--seeks", "--replays", "--seed");
    long seed = options.number("--seed", 1, 0);
    measure(
        options.number("--hours", 8, 1) * HOUR_MICROS,
        options.number("--size", 1L << 30, 1),
        (int) options.number("--seeks", 300, 1),
        (int) options.number("--replays", 5, 1),
        seed);
  }

  /**
   * Makes both recordings and seeks in them.
   *
   * @return the 99th percentile of the seeks in each, in milliseconds
   */
  public static List<Double> measure(
      long sessionMicros, long outputBytes, int seeks, int replays, long seed) throws IOException {
    List<Double> worst = new ArrayList<>();
    try (GatewayedHost host = GatewayedHost.start()) {
      Path store = host.gateway().data().resolve("store");
      SeekBench bench = new SeekBench(host.web(), seed);
      try (LongRecording session = new LongRecording(store, Instant.now())) {
        work(session, sessionMicros, new Random(seed));
        worst.add(bench.measure(session, store, "a session of hours", seeks, replays));
      }
      try (LongRecording output = new LongRecording(store, Instant.now())) {
        pour(output, outputBytes, new Random(seed));
        worst.add(bench.measure(output, store, "much output", seeks, replays));
      }
    }
    return worst;
  }

  private double measure(LongRecording recording, Path store, String what, int seeks, int replays)
      throws IOException {
    recording.seal(SigningKey.generate());
    long start = System.nanoTime();
    new KeyFrameDerivation(new DirectoryObjectStore(store)).derive(recording.id());
    System.out.printf(
        Locale.ROOT,
        "%n%s: %.1f hours; key frames made in %.1f s%n",
        what,
        recording.nowMicros() / (double) HOUR_MICROS,
        (System.nanoTime() - start) / NANOS_IN_A_MILLI / 1000);
    for (int i = 0; i < seeks / 10; i++) {
      seek(recording.id(), random.nextLong(recording.nowMicros())); // The server warms up.
    }
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < seeks; i++) {
      millis.add(seek(recording.id(), random.nextLong(recording.nowMicros())));
    }
    List<Double> replayed = new ArrayList<>();
    for (int i = 0; i < replays; i++) {
      replayed.add(replay(recording.id(), random.nextLong(recording.nowMicros())));
    }
    double p99 = Median.quantile(millis, 0.99);
    System.out.printf(
        Locale.ROOT,
        "  seek    p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d seeks)%n",
        Median.of(millis),
        p99,
        Median.quantile(millis, 1),
        seeks);
    System.out.printf(
        Locale.ROOT,
        "  replay  p50 %.1f ms, max %.1f ms (%d replays, events fetched and not drawn)%n"
            + "  ratio   %.0f (replay ÷ seek, medians)%n",
        Median.of(replayed),
        Median.quantile(replayed, 1),
        replays,
        Median.of(replayed) / Median.of(millis));
    return p99;
  }

  private double seek(RecordingId id, long at) {
    long start = System.nanoTime();
    JsonNode screen =
        web.json("/api/recordings/" + id + "/streams/" + LongRecording.STREAM + "/screen?at=" + at)
            .get("screen");
    double millis = (System.nanoTime() - start) / NANOS_IN_A_MILLI;
    if (!screen.isNull() && screen.get("offsetMicros").longValue() != at) {
      throw new AssertionError("the screen is not of the moment asked for: " + at);
    }
    return millis;
  }

  private double replay(RecordingId id, long at) {
    long start = System.nanoTime();
    long reached = -1;
    JsonNode next = null;
    while (reached <= at && (next == null || !next.isNull())) {
      String from = next == null ? "0" : next.asText();
      JsonNode page = web.json("/api/recordings/" + id + "/events?from=" + from);
      JsonNode events = page.get("events");
      reached = events.get(events.size() - 1).get("offsetMicros").longValue();
      next = page.get("next");
    }
    return (System.nanoTime() - start) / NANOS_IN_A_MILLI;
  }

  /** Somebody types commands, reads, and sometimes has an editor fill the screen. */
  private static void work(LongRecording session, long micros, Random random) throws IOException {
    while (session.nowMicros() < micros) {
      session.pass(random.nextLong(20_000_000));
      for (int key = 0; key < 12; key++) {
        session.pass(60_000 + random.nextLong(200_000));
        session.output(bytes(String.valueOf((char) ('a' + random.nextInt(26)))));
      }
      session.output(bytes("\r\n"));
      if (random.nextInt(10) == 0) {
        session.output(bytes("\u001b[?1049h\u001b[2J"));
        for (int change = 0; change < 60; change++) {
          session.pass(300_000);
          String place = (1 + random.nextInt(36)) + ";" + (1 + random.nextInt(60));
          session.output(bytes("\u001b[" + place + "H\u001b[7m" + line(random) + "\u001b[0m"));
        }
        session.output(bytes("\u001b[?1049l"));
      } else {
        StringBuilder answer = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
          answer.append(line(random)).append("\r\n");
        }
        session.output(bytes(answer + "\u001b[32msomebody@host\u001b[0m:~$ "));
      }
    }
  }

  /** Output as fast as a terminal takes it, ten megabytes a second. */
  private static void pour(LongRecording recording, long size, Random random) throws IOException {
    long written = 0;
    while (written < size) {
      StringBuilder piece = new StringBuilder();
      while (piece.length() < 32_000) {
        piece.append(line(random)).append("\r\n");
      }
      byte[] bytes = bytes(piece.toString());
      recording.pass((long) (bytes.length / MEGA / 10 * MEGA));
      recording.output(bytes);
      written += bytes.length;
    }
  }

  private static String line(Random random) {
    return "-rw-r--r-- 1 root root "
        + random.nextInt(1_000_000)
        + " Nov 21 08:00 \u001b[3"
        + random.nextInt(8)
        + "mfile-"
        + Integer.toHexString(random.nextInt())
        + "\u001b[0m";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
