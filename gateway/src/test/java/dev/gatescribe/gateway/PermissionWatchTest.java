package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  @AfterEach
  void stopScheduler() {
    scheduler.shutdownNow();
  }

  @Test
  void permissionEndsWhileTheSessionLivesThenTheSessionEnds() throws Exception {
    Instant until = clock.instant().plusMillis(200);

    watch(until);

    assertThat(ended.get(10, TimeUnit.SECONDS))
        .isEqualTo("admission-expired the permission ended at " + until);
    assertThat(clock.instant()).isAfterOrEqualTo(until);
  }

  @Test
  void permissionThatHasEndedEndsTheSessionAtOnce() {
    watch(clock.instant().minusSeconds(1));

    assertThat(ended).isDone();
  }

  @Test
  void permissionWithoutAnEndIsNotWatched() {
    watch(Instant.MAX);

    assertThat(scheduler.getQueue()).isEmpty();
  }

  @Test
  void aFarEndIsAskedForAgainAfterADay() {
    watch(clock.instant().plus(Duration.ofDays(400)));

    assertThat(scheduler.getQueue())
        .singleElement()
        .satisfies(
            next -> assertThat(((Delayed) next).getDelay(TimeUnit.HOURS)).isBetween(22L, 24L));
  }

  @Test
  void aSessionThatHasEndedIsNotWatchedAnyMore() {
    scheduler.setRemoveOnCancelPolicy(true);

    watch(clock.instant().plus(Duration.ofHours(1))).stop();

    assertThat(scheduler.getQueue()).isEmpty();
  }

  private PermissionWatch watch(Instant until) {
    return PermissionWatch.start(
        new Constraints(
            "readers",
            until,
            new NamespaceScope.Every(),
            new RecordingTerms(Demand.REQUIRED, Durability.PROCESS)),
        clock,
        scheduler,
        (EndReason reason, String detail) -> ended.complete(reason.code() + " " + detail));
  }
}
