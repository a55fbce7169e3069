package dev.gatescribe.recorder.ship;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.SegmentBuilder;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.ObjectConflictException;
import dev.gatescribe.recording.store.ObjectStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Builds segments from journal records and stores them, with a small fixed number of workers. A
 * worker does one object of one shipment and then turns to the next shipment, so that a large
 * recording does not hold up small ones; after a failure a shipment waits, and only that one.
 */
public final class Shipper {
  private static final Logger LOG = System.getLogger(Shipper.class.getName());

  /** Two cores' worth: building is compression, and must leave room for the relay. */
  private static final int WORKERS = 2;

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /** Sessions may be waiting, so that the store's return must not go unnoticed for long. */
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final Journal journal;
  private final ObjectStore store;
  private final SigningKey signingKey;
  private final String software;
  private final ExecutorService workers;
  private final ThreadLocal<SegmentBuilder> builders = ThreadLocal.withInitial(SegmentBuilder::new);
  private final AtomicLong storeFailures = new AtomicLong();

  /** Those with a closed segment; whoever is given up stays, because it is not stored. */
  private final Set<Shipment> waiting = ConcurrentHashMap.newKeySet();

  public Shipper(Journal journal, ObjectStore store, SigningKey signingKey, String software) {
    this.journal = journal;
    this.store = store;
    this.signingKey = signingKey;
    this.software = software;
    this.workers =
        Executors.newFixedThreadPool(
            WORKERS, Thread.ofPlatform().daemon().name("segment-shipper-", 0).factory());
  }

  /** Takes over a closed segment. */
  public void ship(Shipment shipment, RecordList closedSegment) {
    shipment.addClosed(closedSegment);
    waiting.add(shipment);
    wake(shipment);
  }

  /** After the segments that were handed over, the manifest follows. */
  public void seal(Shipment shipment, Ending ending) {
    shipment.end(ending);
    wake(shipment);
  }

  /** How often the object store failed since the start. */
  public long storeFailures() {
    return storeFailures.get();
  }

  /** How long the eldest closed segment waits to be stored; zero if none does. */
  public Duration eldestUnsent() {
    long eldest = 0;
    for (Shipment shipment : waiting) {
      Long nanos = shipment.waitingNanos();
      eldest = Math.max(eldest, nanos == null ? 0 : nanos);
    }
    return Duration.ofNanos(eldest);
  }

  /** Stops after the objects that are being stored now; the journal keeps what is left. */
  public void stop(Duration grace) {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake(Shipment shipment) {
    if (shipment.schedule()) {
      submit(shipment, Duration.ZERO);
    }
  }

  private void submit(Shipment shipment, Duration delay) {
    try {
      Executor executor =
          delay.isZero()
              ? workers
              : CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, workers);
      executor.execute(() -> step(shipment));
    } catch (RejectedExecutionException e) {
      LOG.log(
          Level.INFO,
          "recording {0} is finished from the journal at the next start",
          shipment.id());
    }
  }

  private void step(Shipment shipment) {
    Duration delay = Duration.ZERO;
    try {
      RecordList next = shipment.firstClosed();
      Ending ending = shipment.ending();
      if (next != null) {
        storeSegment(shipment, next);
      } else if (ending != null && !shipment.sealed().isDone()) {
        storeManifest(shipment, ending);
      }
      shipment.clearFailures();
    } catch (ObjectConflictException e) {
      // Storing again cannot help. The journal keeps the records, and the recording is seen as
      // incomplete until somebody looks. The shipment stays claimed, so that no worker gets it.
      storeFailures.incrementAndGet();
      shipment.giveUp(e);
      LOG.log(Level.ERROR, "recording {0} cannot be stored: {1}", shipment.id(), e.getMessage());
      return;
    } catch (IOException | RuntimeException | InternalError | OutOfMemoryError e) {
      // Whatever it was, it may pass, and the recording must not be lost with a worker.
      delay = delayAfterFailure(shipment, e);
    }
    if (!shipment.unscheduleIfIdle()) {
      submit(shipment, delay);
    }
  }

  private Duration delayAfterFailure(Shipment shipment, Throwable e) {
    storeFailures.incrementAndGet();
    int failures = shipment.countFailure();
    LOG.log(
        Level.WARNING,
        "recording {0} could not be stored, attempt {1}: {2}",
        shipment.id(),
        failures,
        e.toString());
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    return delay.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : delay;
  }

  private void storeSegment(Shipment shipment, RecordList records) throws IOException {
    SegmentBuilder builder = builders.get();
    builder.clear(); // A failure may have left it in the middle of another recording's segment.
    records.forEach((header, body) -> builder.add(header.sequence(), header.offsetMicros(), body));
    int number = shipment.nextSegment();
    int events = builder.events();
    long plainLength = builder.plainLength();
    long firstSequence = builder.firstSequence();
    long firstOffsetMicros = builder.firstOffsetMicros();
    long lastOffsetMicros = builder.lastOffsetMicros();
    byte[] segment =
        builder.build(shipment.id(), number, shipment.epoch(), shipment.previousSha256());
    store.put(ObjectNames.segment(shipment.kind(), shipment.id(), number), segment);
    shipment.addStored(
        new Manifest.Segment(
            number,
            ObjectNames.segmentFile(number),
            segment.length,
            Sha256.hex(segment),
            events,
            firstSequence,
            firstOffsetMicros,
            lastOffsetMicros),
        plainLength);
    journal.release(shipment.removeFirstClosed());
    if (shipment.firstClosed() == null) {
      waiting.remove(shipment);
      if (shipment.firstClosed() != null) {
        waiting.add(shipment); // Another one was closed in between.
      }
    }
  }

  private void storeManifest(Shipment shipment, Ending ending) throws IOException {
    Manifest manifest = shipment.manifest(ending, software);
    store.put(
        ObjectNames.manifest(shipment.kind(), shipment.id()),
        ManifestCodec.encode(manifest, signingKey));
    shipment.markSealed();
  }
}
