package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.EndReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PermissionWatchTest {
  private final Clock clock = Clock.systemUTC();
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final Session session = new Session();

  @AfterEach
  void stopScheduler() {
    scheduler.shutdownNow();
  }

  @Test
  void permissionEndsWhileTheSessionLivesThenTheSessionEnds() throws Exception {
    session.until = clock.instant().plusMillis(200);

    watch();

    assertThat(ended.get(10, TimeUnit.SECONDS))
        .isEqualTo("admission-expired the permission ended at " + session.until);
    assertThat(clock.instant()).isAfterOrEqualTo(session.until);
  }

  @Test
  void permissionThatHasEndedEndsTheSessionAtOnce() {
    session.until = clock.instant().minusSeconds(1);

    watch();

    assertThat(ended).isDone();
  }

  /** Invariant 6: a grant that ends, ends its live sessions. */
  @Test
  void permissionIsTakenBackWhileTheSessionLivesThenTheSessionEndsWithinFiveSeconds()
      throws Exception {
    watch();
    session.withdrawn = Optional.of("policy readers no longer admits it");

    assertThat(ended.get(5, TimeUnit.SECONDS))
        .isEqualTo("admission-expired policy readers no longer admits it");
  }

  @Test
  void nothingHappensForAsLongAsMayBeThenTheSessionEnds() throws Exception {
    session.idle = Optional.of(Duration.ofMillis(300));
    session.quietSince = System.nanoTime();

    watch();

    assertThat(ended.get(10, TimeUnit.SECONDS)).startsWith("idle nothing happened for 0.3s");
    assertThat(session.quiet()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void somethingHappensInBetweenThenTheSessionGoesOn() throws Exception {
    session.idle = Optional.of(Duration.ofSeconds(30));
    session.quietSince = System.nanoTime() - Duration.ofSeconds(20).toNanos();

    watch();
    session.quietSince = System.nanoTime();

    assertThat(ended).isNotDone();
    assertThat(nextLook()).isLessThanOrEqualTo(PermissionWatch.RECHECK_INTERVAL);
  }

  @Test
  void aFarEndIsNoReasonToLookLater() {
    session.until = clock.instant().plus(Duration.ofDays(400));

    watch();

    assertThat(nextLook()).isLessThanOrEqualTo(PermissionWatch.RECHECK_INTERVAL);
  }

  @Test
  void aSessionThatHasEndedIsNotWatchedAnyMore() {
    scheduler.setRemoveOnCancelPolicy(true);
    session.until = clock.instant().plus(Duration.ofHours(1));

    watch().stop();

    assertThat(scheduler.getQueue()).isEmpty();
  }

  @Test
  void aDoorThatClosesEndsTheWatchQuietly() {
    scheduler.shutdownNow();

    watch();

    assertThat(ended).isNotDone();
  }

  private Duration nextLook() {
    return Duration.ofMillis(
        ((Delayed) scheduler.getQueue().element()).getDelay(TimeUnit.MILLISECONDS));
  }

  private PermissionWatch watch() {
    return PermissionWatch.start(
        session,
        clock,
        scheduler,
        (EndReason reason, String detail) -> ended.complete(reason.code() + " " + detail));
  }

  private static final class Session implements PermissionWatch.Watched {
    private volatile Instant until = Instant.MAX;
    private volatile Optional<Duration> idle = Optional.empty();
    private volatile Optional<String> withdrawn = Optional.empty();
    private volatile long quietSince = System.nanoTime();

    @Override
    public Instant until() {
      return until;
    }

    @Override
    public Optional<Duration> idle() {
      return idle;
    }

    @Override
    public Duration quiet() {
      return Duration.ofNanos(System.nanoTime() - quietSince);
    }

    @Override
    public Optional<String> whyWithdrawn() {
      return withdrawn;
    }
  }
}
