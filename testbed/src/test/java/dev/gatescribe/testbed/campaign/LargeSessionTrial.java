package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.ServerFootprint;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One session with very much output on a terminal. Heap is looked at all the while, and while key
 * frames are made and the index: it stays where it was.
 */
public final class LargeSessionTrial {
  /** More than before a heap may not take at any time, each time after a collection. */
  public static final long HEAP_TOLERANCE_BYTES = 64L << 20;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofHours(3);
  private static final long SMALL_BYTES = 4L << 20;

  private final GatewayedHost host;
  private final List<Long> heaps = new ArrayList<>();

  private LargeSessionTrial(GatewayedHost host) {
    this.host = host;
  }

  /**
   * What was seen.
   *
   * @param before heap in use after a small session of the same kind
   * @param least and most heap in use during the large one, and until everything was made from it
   * @param recordedBytes what the recording holds
   */
  public record Outcome(
      long before, long least, long most, int looks, long recordedBytes, Duration took) {
    public boolean isFlat() {
      return most - Math.min(before, least) <= HEAP_TOLERANCE_BYTES;
    }
  }

  /** Has so many bytes written to a terminal. */
  public static Outcome run(GatewayedHost host, long bytes) throws IOException {
    LargeSessionTrial trial = new LargeSessionTrial(host);
    trial.session(SMALL_BYTES); // Classes are loaded, buffers have their size.
    long before = trial.heap();
    trial.heaps.clear();
    long start = System.nanoTime();
    RecordingId id = trial.session(bytes);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long recorded = trial.recordedBytes(id);
    return new Outcome(
        before,
        trial.heaps.stream().mapToLong(Long::longValue).min().orElseThrow(),
        trial.heaps.stream().mapToLong(Long::longValue).max().orElseThrow(),
        trial.heaps.size(),
        recorded,
        took);
  }

  private RecordingId session(long bytes) {
    StoredRecordings.Since since = host.gateway().recordings().now();
    String command = "yes 'a line that is written over and over' | head -c " + bytes;
    try (ChildProcess ssh =
        host.destination().ssh(command).options("-tt").discardOutput().start()) {
      look(() -> !ssh.isAlive());
      ssh.await(Duration.ofSeconds(1)).orFail();
    }
    RecordingId id = since.awaitFinished();
    look(() -> host.web().metric("gatescribe_derivations_waiting", "") == 0);
    return id;
  }

  private long recordedBytes(RecordingId id) throws IOException {
    try {
      Manifest manifest =
          RecordingCatalog.sessions(host.gateway().recordings().store()).open(id).manifest();
      return manifest == null ? 0 : manifest.plainBytes();
    } catch (RecordingNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private void look(Callable<Boolean> over) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(BETWEEN_LOOKS)
        .until(() -> {
          heaps.add(heap());
          return over.call();
        });
  }

  private long heap() {
    return ServerFootprint.of(host.gateway().process(), host.web()).heapBytes();
  }
}
