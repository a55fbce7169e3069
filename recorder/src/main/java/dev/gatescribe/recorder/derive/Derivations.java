package dev.gatescribe.recorder.derive;

import dev.gatescribe.recording.derive.Derivation;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has everything derived that is made from sealed recordings: after each sealing, and for what an
 * earlier process left by looking through the store.
 *
 * <p>Large recordings have a lane of their own, so that they delay no others. What fails waits
 * longer each time, and only it. What waits is bounded; what finds no room is found by the next
 * look through the store.
 */
public final class Derivations implements AutoCloseable {
  /** An id and a lane's entry are a hundred bytes or two. */
  static final int MAX_WAITING = 10_000;

  /** Names of so many recordings are asked for at once. */
  private static final int PAGE = 500;

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
  private static final Logger LOG = System.getLogger(Derivations.class.getName());

  private final RecordingCatalog recordings;
  private final List<Derivation> derivations;
  private final Pace pace;
  private final ScheduledThreadPoolExecutor small = lane("derivation");
  private final ScheduledThreadPoolExecutor large = lane("derivation-large");
  private final ScheduledThreadPoolExecutor looker = lane("derivation-search");
  private final Set<Task> waiting = ConcurrentHashMap.newKeySet();
  private final Set<Task> hopeless = ConcurrentHashMap.newKeySet();
  private final Semaphore room = new Semaphore(MAX_WAITING);
  private final AtomicLong failures = new AtomicLong();

  /** What one derivation has to do for one recording. */
  private record Task(Derivation derivation, RecordingId id) {}

  /**
   * When what is done.
   *
   * @param lookAgain how often the whole store is looked through
   * @param firstRetry how soon what failed is tried again
   * @param largeBytes how much a recording stores that has to take the lane of the large ones
   */
  public record Pace(Duration lookAgain, Duration firstRetry, long largeBytes) {

    /** Listing names is cheap but not free, and reading 64 MiB takes about a second. */
    public static Pace defaults() {
      return new Pace(Duration.ofHours(1), Duration.ofSeconds(2), 64L << 20);
    }
  }

  /** Starts to look for what is missing. */
  public Derivations(ObjectStore store, List<Derivation> derivations, Pace pace) {
    this.recordings = RecordingCatalog.sessions(store);
    this.derivations = List.copyOf(derivations);
    this.pace = pace;
    ScheduledFuture<?> _ =
        looker.scheduleWithFixedDelay(
            this::lookForMissing, 0, pace.lookAgain.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A recording was sealed. Never waits. */
  public void sealed(RecordingId id) {
    for (Derivation derivation : derivations) {
      if (room.tryAcquire()) {
        add(new Task(derivation, id));
      }
    }
  }

  /** Something that was away is there again: looks now for what it could not be asked about. */
  public void lookAgain() {
    try {
      looker.execute(this::lookForMissing);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "left for the next start", e);
    }
  }

  /** How many recordings wait for what this derivation makes. */
  public long waiting(String derivation) {
    return waiting.stream().filter(task -> task.derivation.name().equals(derivation)).count();
  }

  /**
   * A recording is being deleted: removes everything that was made of it.
   *
   * @throws IOException if that cannot be done now
   */
  public void forget(RecordingId id) throws IOException {
    for (Derivation derivation : derivations) {
      derivation.forget(id);
    }
  }

  /** How many recordings wait for something that is made from them, counted once for each thing. */
  public int waiting() {
    return waiting.size();
  }

  /** How often something could not be made since the start. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    // What is being made is made again at the next start.
    looker.shutdownNow();
    small.shutdownNow();
    large.shutdownNow();
  }

  private void lookForMissing() {
    try {
      @Nullable RecordingId before = null;
      List<RecordingId> page = recordings.ids(PAGE, before);
      while (!page.isEmpty()) {
        for (Derivation derivation : derivations) {
          lookForMissing(derivation, page);
        }
        before = page.getLast();
        page = recordings.ids(PAGE, before);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "recordings could not be looked through: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookForMissing(Derivation derivation, List<RecordingId> page)
      throws InterruptedException {
    try {
      for (RecordingId id : derivation.missing(page)) {
        Task task = new Task(derivation, id);
        if (!hopeless.contains(task)) {
          room.acquire();
          add(task);
        }
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "for which recordings {0} is missing could not be found out: {1}",
          derivation.name(),
          e.getMessage());
    }
  }

  /** Takes over one place of the room. */
  private void add(Task task) {
    if (waiting.add(task)) {
      submit(small, Duration.ZERO, () -> work(task, 0, small));
    } else {
      room.release();
    }
  }

  private void submit(ScheduledThreadPoolExecutor lane, Duration delay, Runnable work) {
    try {
      ScheduledFuture<?> _ = lane.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "left for the next start", e);
    }
  }

  private void work(Task task, int failed, ScheduledThreadPoolExecutor lane) {
    try {
      Manifest manifest = recordings.open(task.id).manifest();
      if (manifest != null && manifest.storedBytes() > pace.largeBytes && lane.equals(small)) {
        submit(large, Duration.ZERO, () -> work(task, failed, large));
        return;
      }
      if (manifest != null) {
        task.derivation.derive(task.id);
      }
      done(task);
    } catch (RecordingNotFoundException e) {
      done(task); // Nothing was accepted, or it was deleted.
    } catch (DamagedRecordingException e) {
      failures.incrementAndGet();
      LOG.log(
          Level.WARNING,
          "{0} is not made for recording {1}, which is damaged: {2}",
          task.derivation.name(),
          task.id,
          e.getMessage());
      if (hopeless.size() < MAX_WAITING) {
        hopeless.add(task);
      }
      done(task);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Whatever it was, it may pass, and a lane must go on with the next recording.
      retry(task, failed + 1, lane, e);
    }
  }

  private void retry(Task task, int failed, ScheduledThreadPoolExecutor lane, Throwable why) {
    if (lane.isShutdown()) {
      return;
    }
    failures.incrementAndGet();
    Duration delay = pace.firstRetry.multipliedBy(1L << Math.min(failed - 1, 20));
    Duration bounded = delay.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : delay;
    LOG.log(
        Level.WARNING,
        "{0} could not be made for recording {1}, attempt {2}: {3}",
        task.derivation.name(),
        task.id,
        failed,
        why.toString());
    submit(lane, bounded, () -> work(task, failed, lane));
  }

  private void done(Task task) {
    waiting.remove(task);
    room.release();
  }

  private static ScheduledThreadPoolExecutor lane(String name) {
    ScheduledThreadPoolExecutor lane =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    lane.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return lane;
  }
}
