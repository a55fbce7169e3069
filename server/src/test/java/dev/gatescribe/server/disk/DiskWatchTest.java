package dev.gatescribe.server.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
  private static final long GIB = 1L << 30;

  private long nanos;
  private long free = 100 * GIB;
  private boolean gone;
  private final DiskWatch watch = new DiskWatch("journal", "/data/journal", this::free, this::now);

  private long free() throws IOException {
    if (gone) {
      throw new IOException("no such device");
    }
    return free;
  }

  private long now() {
    return nanos;
  }

  private void pass(Duration time, long bytesPerHour) {
    for (long minutes = time.toMinutes(); minutes > 0; minutes--) {
      nanos += Duration.ofMinutes(1).toNanos();
      free -= bytesPerHour / 60;
      watch.look();
    }
  }

  @Test
  void diskThatFillsWithinDaysIsNarrowUntilItNoLongerDoes() {
    watch.look();
    pass(Duration.ofHours(10), GIB / 20);
    assertThat(watch.isNarrow()).isFalse();

    pass(Duration.ofHours(10), 2 * GIB);
    assertThat(watch.isNarrow()).isTrue();
    assertThat(watch.daysLeft().orElseThrow()).isLessThan(DiskWatch.WARN_DAYS);

    pass(Duration.ofHours(60), 0);
    assertThat(watch.isNarrow()).isFalse();
    assertThat(watch.freeBytes()).hasValue(free);
  }

  @Test
  void diskThatCannotBeReadHasNoForecastAndGoesOnLater() {
    watch.look();
    pass(Duration.ofHours(10), GIB);

    gone = true;
    watch.look();
    assertThat(watch.freeBytes()).isEmpty();
    assertThat(watch.daysLeft()).isEmpty();

    gone = false;
    pass(Duration.ofMinutes(1), GIB);
    assertThat(watch.daysLeft().orElseThrow()).isBetween(3.0, 5.0);
  }
}
