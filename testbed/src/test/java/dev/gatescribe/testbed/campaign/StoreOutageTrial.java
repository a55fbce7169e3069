package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.BucketGateway;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.ServerFootprint;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The object store is away while sessions go on at a steady rate, and comes back. For the first
 * half it takes connections and answers nothing, for the second it refuses them.
 */
public final class StoreOutageTrial {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * What waits at most while nothing is wrong: an open segment of each session, and a journal file.
   */
  private static final long OPEN_SEGMENT_BYTES = 4L << 20;

  private static final long JOURNAL_FILE_BYTES = 64L << 20;

  /** One line of base64 has 76 characters and its end, and cannot be made smaller by much. */
  private static final int LINE = 77;

  /**
   * What came out.
   *
   * @param liveRate bytes that the clients received in a second, while the store was away
   * @param backlog journal bytes that waited when it came back
   * @param drained how long it took until no more waited than does without a fault
   * @param drainRate journal bytes stored in a second meanwhile, those that came live among them
   * @param footprints the server before, while the store was away, and after, in this order
   */
  public record Outcome(
      double liveRate,
      long backlog,
      Duration drained,
      double drainRate,
      Map<String, ServerFootprint> footprints,
      long receivedBytes,
      long missingBytes,
      List<String> problems) {
    public Outcome {
      footprints = new LinkedHashMap<>(footprints);
      problems = List.copyOf(problems);
    }

    public boolean holds() {
      return missingBytes == 0 && problems.isEmpty() && drainRate >= 2 * liveRate;
    }
  }

  private record Talker(ChildProcess ssh, Path received) {}

  private final BucketGateway gateways;
  private final Consumer<String> progress;
  private final List<Talker> talkers = new ArrayList<>();
  private final Map<String, ServerFootprint> footprints = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private StoreOutageTrial(BucketGateway gateways, Consumer<String> progress) {
    this.gateways = gateways;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param sessions how many talk
   * @param rate bytes of each in a second
   * @param warmUp how long they talk before; pools are filled and classes loaded by then
   * @param outage how long the store is away
   */
  public static Outcome run(
      BucketGateway gateways,
      int sessions,
      long rate,
      Duration warmUp,
      Duration outage,
      Consumer<String> progress)
      throws IOException {
    gateways.service().start();
    try (GatewayServer gateway = gateways.start()) {
      return new StoreOutageTrial(gateways, progress).run(gateway, sessions, rate, warmUp, outage);
    }
  }

  private Outcome run(
      GatewayServer gateway, int sessions, long rate, Duration warmUp, Duration outage)
      throws IOException {
    WebClient web = BucketGateway.web(gateway);
    try {
      for (int number = 0; number < sessions; number++) {
        talkers.add(talk(gateway, number, rate));
      }
      watch(web, warmUp);
      footprint("before", gateway, web);

      long receivedBefore = received();
      Instant away = Instant.now();
      gateways.service().freeze();
      watch(web, outage.dividedBy(2));
      footprint("frozen", gateway, web);
      gateways.service().kill();
      watch(web, Duration.between(Instant.now(), away.plus(outage)));
      footprint("gone", gateway, web);
      double liveRate =
          (received() - receivedBefore) / seconds(Duration.between(away, Instant.now()));

      long usual = Math.max(sessions * OPEN_SEGMENT_BYTES, JOURNAL_FILE_BYTES);
      long backlog = backlog(web);
      gateways.service().start();
      Instant back = Instant.now();
      await()
          .atMost(DRAIN_LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> {
            show(web);
            return backlog(web) <= usual;
          });
      Duration drained = Duration.between(back, Instant.now());
      double drainRate = (backlog - backlog(web)) / seconds(drained) + liveRate;
      footprint("after", gateway, web);
      long[] compared = finishAndCompare();
      return new Outcome(
          liveRate, backlog, drained, drainRate, footprints, compared[0], compared[1], problems);
    } finally {
      talkers.forEach(talker -> talker.ssh().close());
    }
  }

  private Talker talk(GatewayServer gateway, int number, long rate) {
    Path received = gateways.scratch("received-" + number);
    String command =
        "echo talker %d; while kill -0 $PPID; do head -c %d /dev/urandom | base64; sleep 1; done"
            .formatted(number, rate / LINE * 57);
    ChildProcess ssh =
        gateways.destination(gateway).ssh(command).options("-q").outputTo(received).start();
    return new Talker(ssh, received);
  }

  private void footprint(String when, GatewayServer gateway, WebClient web) {
    footprints.put(when, ServerFootprint.of(gateway.process(), web));
  }

  private void watch(WebClient web, Duration time) {
    Instant until = Instant.now().plus(time);
    await()
        .atMost(time.plus(LIMIT))
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> {
          show(web);
          return Instant.now().isAfter(until);
        });
  }

  private void show(WebClient web) {
    progress.accept(
        "received %,d MiB, waiting in the journal %,d MiB"
            .formatted(received() >> 20, backlog(web) >> 20));
    for (Talker talker : talkers) {
      if (!talker.ssh().isAlive()) {
        throw new AssertionError("a session ended: " + talker.ssh());
      }
    }
  }

  private static long backlog(WebClient web) {
    return (long) web.metric("gatescribe_journal_backlog_bytes", "");
  }

  private long received() {
    return talkers.stream().mapToLong(talker -> size(talker.received())).sum();
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes the clients had received, and how many of them are not in the recordings. */
  private long[] finishAndCompare() throws IOException {
    talkers.forEach(talker -> talker.ssh().close());
    ObjectStore bucket = gateways.bucket();
    RecordingCatalog catalog = RecordingCatalog.sessions(bucket);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() ->
            catalog.page(Integer.MAX_VALUE, null).stream()
                    .filter(summary -> summary.problem().isEmpty())
                    .count()
                == talkers.size());
    RecordingVerifier verifier = new RecordingVerifier(bucket, RecordingKind.SESSION, null);
    long received = 0;
    long missing = 0;
    for (RecordingId id : catalog.ids(Integer.MAX_VALUE, null)) {
      verifier.verify(id).findings().forEach(finding -> problems.add(finding.toString()));
      RecordedStreams recorded = open(catalog, id);
      String command = recorded.command();
      int number =
          Integer.parseInt(command.substring("echo talker ".length(), command.indexOf(';')));
      try (PrefixCheck check = new PrefixCheck(talkers.get(number).received())) {
        recorded.copy(Kind.OUTPUT, check);
        received += check.receivedBytes();
        missing += check.missingBytes();
      }
    }
    return new long[] {received, missing};
  }

  private static RecordedStreams open(RecordingCatalog catalog, RecordingId id) throws IOException {
    try {
      return new RecordedStreams(catalog.open(id));
    } catch (RecordingNotFoundException e) {
      throw new AssertionError("it was listed", e);
    }
  }

  private static double seconds(Duration time) {
    return (double) time.toNanos() / TimeUnit.SECONDS.toNanos(1);
  }
}
