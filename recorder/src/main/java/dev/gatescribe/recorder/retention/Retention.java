package dev.gatescribe.recorder.retention;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.session.CustodyException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the store now and then and deletes what is past its maximum and not held. One
 * recording that cannot be deleted keeps no other from it.
 */
public final class Retention implements AutoCloseable {
  /** Names of so many recordings are asked for at once. */
  private static final int PAGE = 500;

  /** After a start doors and recovery come first. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  /** One object that is being deleted is let finish, where the store answers. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger(Retention.class.getName());

  private final RecordingCustody custody;
  private final Pace pace;
  private final Clock clock;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("retention").factory());

  /**
   * How often, and how fast.
   *
   * @param interval from the end of one look through the store to the next
   * @param objectsPerSecond how many objects are read or deleted in a second
   */
  public record Pace(Duration interval, int objectsPerSecond) {
    /** Who keeps recordings for days does not mind an hour. */
    public static final Duration USUAL_INTERVAL = Duration.ofHours(1);

    /** A tenth of what a small S3 service answers beside everything else. */
    public static final int USUAL_OBJECTS_PER_SECOND = 50;
  }

  /** Starts to look. */
  public Retention(RecordingCustody custody, Pace pace, Clock clock) {
    this.custody = custody;
    this.pace = pace;
    this.clock = clock;
    long interval = pace.interval.toMillis();
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            this::look, Math.min(FIRST_LOOK.toMillis(), interval), interval, TimeUnit.MILLISECONDS);
  }

  /** Something that was away is there again: goes on now with the deletions that wait for it. */
  public void goOn() {
    try {
      thread.execute(() -> {
        try {
          finishLeft(new ObjectPace(pace.objectsPerSecond));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          failures.incrementAndGet();
          LOG.log(Level.ERROR, "unfinished deletions could not be gone on with", e);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "left for the next start", e);
    }
  }

  private void finishLeft(ObjectPace objects) throws InterruptedException {
    attempt("what was left half deleted", () -> custody.finishLeft(objects::await));
  }

  /** How often something could not be looked at or deleted, other than by the store's own lock. */
  public long failures() {
    return failures.get();
  }

  /** How often the store was looked through since the start. */
  public long looks() {
    return looks.get();
  }

  @Override
  public void close() {
    thread.shutdownNow(); // What was begun goes on at the next start.
    try {
      if (!thread.awaitTermination(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "retention is still deleting while the gateway stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    ObjectPace objects = new ObjectPace(pace.objectsPerSecond);
    try {
      finishLeft(objects);
      attempt("what is held", () -> custody.keepHeld(objects::await));
      RetentionPolicy policy = custody.policy();
      lookAt(RecordingKind.SESSION, policy.shortestMaximumOfSessions(), objects);
      lookAt(RecordingKind.AUDIT, policy.audit().maximum(), objects);
      looks.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      LOG.log(Level.ERROR, "retention failed", e); // A timer ends with a throw.
    }
  }

  private void lookAt(RecordingKind kind, Optional<Duration> shortestMaximum, ObjectPace objects)
      throws InterruptedException {
    if (shortestMaximum.isEmpty()) {
      return;
    }
    RecordingCatalog catalog = custody.catalog(kind);
    @Nullable RecordingId before = RecordingId.create(clock.instant().minus(shortestMaximum.get()));
    try {
      List<RecordingId> page = catalog.ids(PAGE, before);
      while (!page.isEmpty()) {
        for (RecordingId id : page) {
          objects.await();
          attempt("recording " + id, () -> deleteIfDue(catalog, kind, id, objects));
        }
        page = catalog.ids(PAGE, page.getLast());
      }
    } catch (IOException e) {
      failures.incrementAndGet();
      LOG.log(Level.WARNING, "retention could not look through the store: {0}", e.getMessage());
    }
  }

  private void deleteIfDue(
      RecordingCatalog catalog, RecordingKind kind, RecordingId id, ObjectPace objects)
      throws IOException, CustodyException {
    Instant now = clock.instant();
    Optional<Assessment> assessed =
        Assessment.of(catalog, kind, id, custody.policy(), custody.ledger(), now);
    if (assessed.isEmpty()) {
      custody.finishFound(kind, id, objects::await);
    } else if (assessed.get().isPastMaximum(now) && assessed.get().holds().isEmpty()) {
      boolean _ = custody.deleteDue(assessed.get(), objects::await);
    }
  }

  /** One thing of many. */
  private interface Attempt {
    void make() throws IOException, CustodyException;
  }

  private void attempt(String what, Attempt attempt) throws InterruptedException {
    try {
      attempt.make();
    } catch (CustodyException e) {
      if (e.refusal() != CustodyException.Refusal.STORE_LOCKED) {
        note(what, e);
      }
    } catch (IOException e) {
      note(what, e);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the gateway is stopping");
    }
  }

  private void note(String what, Exception e) {
    failures.incrementAndGet();
    LOG.log(Level.WARNING, "retention could not see to {0}: {1}", what, e.getMessage());
  }
}
