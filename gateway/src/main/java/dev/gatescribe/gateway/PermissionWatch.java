package dev.gatescribe.gateway;

import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.EndReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Ends a session when its permission ends. */
public final class PermissionWatch {
  /** The longest that a scheduler is asked to wait at once; far ends are asked for again. */
  private static final Duration WAIT_MAX = Duration.ofDays(1);

  private final Instant until;
  private final Clock clock;
  private final ScheduledExecutorService scheduler;
  private final BiConsumer<EndReason, String> end;
  private volatile @Nullable ScheduledFuture<?> next;

  private PermissionWatch(
      Instant until,
      Clock clock,
      ScheduledExecutorService scheduler,
      BiConsumer<EndReason, String> end) {
    this.until = until;
    this.clock = clock;
    this.scheduler = scheduler;
    this.end = end;
  }

  /**
   * Begins to watch.
   *
   * @param scheduler on which the session is ended, unless its permission has ended already
   * @param end ends the session; does not wait
   */
  public static PermissionWatch start(
      Constraints constraints,
      Clock clock,
      ScheduledExecutorService scheduler,
      BiConsumer<EndReason, String> end) {
    PermissionWatch watch = new PermissionWatch(constraints.until(), clock, scheduler, end);
    if (!watch.until.equals(Instant.MAX)) {
      watch.look();
    }
    return watch;
  }

  /** The session has ended. */
  public void stop() {
    ScheduledFuture<?> pending = next;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private void look() {
    Duration left = Duration.between(clock.instant(), until);
    if (!left.isPositive()) {
      end.accept(EndReason.ADMISSION_EXPIRED, "the permission ended at " + until);
      return;
    }
    Duration wait = left.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : left;
    // Rounded up, so that a wake-up a moment too early does not spin.
    next = scheduler.schedule(this::look, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
  }
}
