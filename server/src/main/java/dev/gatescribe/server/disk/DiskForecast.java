package dev.gatescribe.server.disk;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * When a disk is full, if it goes on as it did.
 *
 * <p>What counts is how fast free space goes, whoever takes it: what others write fills the disk as
 * well, and what retention deletes does not. Two averages that forget exponentially are kept, so
 * that the memory is the same after a minute and after a year. The long one gives the forecast; the
 * short one speaks when it is urgent, or when the long one knows too little yet.
 *
 * <p>Not safe for several threads.
 */
final class DiskForecast {
  /** Long enough that a night's backup and a quiet Sunday even out somewhat. */
  static final Duration LONG_WINDOW = Duration.ofHours(24);

  /** Short enough to notice within an hour that something has begun to fill the disk. */
  static final Duration SHORT_WINDOW = Duration.ofHours(1);

  /** An average is none before a quarter of its window was seen. */
  static final int KNOWN_AFTER_PARTS = 4;

  /** A burst is only worth a word if it would fill the disk within so many days. */
  static final double URGENT_DAYS = 1;

  private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();
  private static final double NANOS_PER_SECOND = 1e9;

  private final Average longAverage = new Average(LONG_WINDOW);
  private final Average shortAverage = new Average(SHORT_WINDOW);
  private boolean seen;
  private long lastNanos;
  private long freeBytes;

  /**
   * Free space was looked at.
   *
   * @param nanos of a clock that only goes forward
   */
  void observe(long nanos, long free) {
    if (seen) {
      double seconds = (nanos - lastNanos) / NANOS_PER_SECOND;
      if (seconds <= 0) {
        return;
      }
      longAverage.add(seconds, (double) (freeBytes - free));
      shortAverage.add(seconds, (double) (freeBytes - free));
    }
    seen = true;
    lastNanos = nanos;
    freeBytes = free;
  }

  /**
   * Days until nothing is free, infinite if it does not get less; empty as long as too little was
   * seen to say.
   */
  OptionalDouble daysLeft() {
    OptionalDouble soon = days(shortAverage);
    OptionalDouble later = days(longAverage);
    if (later.isEmpty()) {
      return soon;
    }
    return soon.isPresent() && soon.getAsDouble() < URGENT_DAYS
        ? OptionalDouble.of(Math.min(soon.getAsDouble(), later.getAsDouble()))
        : later;
  }

  private OptionalDouble days(Average average) {
    if (!average.isKnown()) {
      return OptionalDouble.empty();
    }
    double perDay = average.perSecond() * SECONDS_PER_DAY;
    return OptionalDouble.of(perDay <= 0 ? Double.POSITIVE_INFINITY : freeBytes / perDay);
  }

  /** The mean of what was seen, weighted by its age; what is as old as the window counts 1/e. */
  private static final class Average {
    private final double windowSeconds;
    private double seenSeconds;
    private double weightedBytes;
    private double weightedSeconds;

    Average(Duration window) {
      this.windowSeconds = window.toSeconds();
    }

    void add(double seconds, double bytes) {
      double fading = Math.exp(-seconds / windowSeconds);
      // Within one step the rate is taken as even, so a long step weighs no more than its window.
      double weight = windowSeconds * (1 - fading);
      weightedBytes = weightedBytes * fading + bytes / seconds * weight;
      weightedSeconds = weightedSeconds * fading + weight;
      seenSeconds += seconds;
    }

    boolean isKnown() {
      return seenSeconds >= windowSeconds / KNOWN_AFTER_PARTS;
    }

    double perSecond() {
      return weightedBytes / weightedSeconds;
    }
  }
}
