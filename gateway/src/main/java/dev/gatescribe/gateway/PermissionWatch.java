package dev.gatescribe.gateway;

import dev.gatescribe.session.EndReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a session when its permission ends: at its time, when it is taken back, or when nothing
 * happens in it for longer than may be.
 */
public final class PermissionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PermissionWatch.class);

  /**
   * How often it is asked whether a permission was taken back. Together with the time in which a
   * changed file is noticed it is less than the five seconds that a session may outlive its grant.
   */
  static final Duration RECHECK_INTERVAL = Duration.ofSeconds(2);

  /** What there is to watch. */
  interface Watched {
    /** When the permission ends at the latest; {@link Instant#MAX} for never. */
    Instant until();

    /** How long nothing may happen. */
    Optional<Duration> idle();

    /** For how long nothing has happened. */
    Duration quiet();

    /** Why the permission was taken back, if it was. May wait. */
    Optional<String> whyWithdrawn();
  }

  private final Watched watched;
  private final Clock clock;
  private final ScheduledExecutorService scheduler;
  private final BiConsumer<EndReason, String> end;
  private volatile @Nullable ScheduledFuture<?> next;
  private volatile boolean stopped;

  private PermissionWatch(
      Watched watched,
      Clock clock,
      ScheduledExecutorService scheduler,
      BiConsumer<EndReason, String> end) {
    this.watched = watched;
    this.clock = clock;
    this.scheduler = scheduler;
    this.end = end;
  }

  /**
   * Begins to watch.
   *
   * @param scheduler on which the session is ended, unless its permission has ended already or is
   *     taken back
   * @param end ends the session; does not wait, and may be called on any thread
   */
  public static PermissionWatch start(
      RecordedSession session,
      ScheduledExecutorService scheduler,
      BiConsumer<EndReason, String> end) {
    return start(session.watched(), session.clock(), scheduler, end);
  }

  static PermissionWatch start(
      Watched watched,
      Clock clock,
      ScheduledExecutorService scheduler,
      BiConsumer<EndReason, String> end) {
    PermissionWatch watch = new PermissionWatch(watched, clock, scheduler, end);
    if (watch.stands()) {
      watch.await(watch::look);
    }
    return watch;
  }

  /** The session has ended. */
  public void stop() {
    stopped = true;
    ScheduledFuture<?> pending = next;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private void look() {
    if (!stopped && stands()) {
      // What is asked may wait for a database, and the scheduler may be somebody's event loop.
      Thread.ofVirtual().name("permission").start(this::recheck);
    }
  }

  private void recheck() {
    Optional<String> why = watched.whyWithdrawn();
    if (why.isPresent()) {
      end.accept(EndReason.ADMISSION_EXPIRED, why.get());
    } else {
      await(this::look);
    }
  }

  /** Ends the session if its time is over. */
  private boolean stands() {
    if (!clock.instant().isBefore(watched.until())) {
      end.accept(EndReason.ADMISSION_EXPIRED, "the permission ended at " + watched.until());
      return false;
    }
    Optional<Duration> idle = watched.idle();
    if (idle.isPresent() && watched.quiet().compareTo(idle.get()) >= 0) {
      end.accept(EndReason.IDLE, "nothing happened for " + words(idle.get()));
      return false;
    }
    return true;
  }

  private static String words(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void await(Runnable look) {
    Duration wait = RECHECK_INTERVAL;
    if (!watched.until().equals(Instant.MAX)) {
      wait = shorter(wait, Duration.between(clock.instant(), watched.until()));
    }
    if (watched.idle().isPresent()) {
      wait = shorter(wait, watched.idle().get().minus(watched.quiet()));
    }
    try {
      // Rounded up, so that a wake-up a moment too early does not spin.
      next = scheduler.schedule(look, Math.max(0, wait.toMillis()) + 1, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("a permission is not watched any more, the door closes");
    }
    if (stopped) {
      stop(); // It was stopped in between.
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
