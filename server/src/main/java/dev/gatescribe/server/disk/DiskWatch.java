package dev.gatescribe.server.disk;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Looks at one disk from time to time, and says when it gets narrow. */
public final class DiskWatch {
  /** How often a disk is looked at; asking costs a system call. */
  public static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Time enough to order a disk, also over a weekend. */
  static final double WARN_DAYS = 7;

  /** Beyond this the warning is taken back; apart from it, so that a forecast does not flicker. */
  static final double CALM_DAYS = 9;

  private static final Logger LOG = System.getLogger(DiskWatch.class.getName());

  /** How much of a disk is free. */
  @FunctionalInterface
  public interface FreeSpace {
    long bytes() throws IOException;
  }

  private final String name;
  private final String location;
  private final FreeSpace freeSpace;
  private final LongSupplier nanos;
  private final DiskForecast forecast = new DiskForecast();
  private OptionalLong freeBytes = OptionalLong.empty();
  private boolean narrow;

  /**
   * @param name what the disk is for, as the metrics call it
   * @param location for people
   * @param nanos a clock that only goes forward
   */
  public DiskWatch(String name, String location, FreeSpace freeSpace, LongSupplier nanos) {
    this.name = name;
    this.location = location;
    this.freeSpace = freeSpace;
    this.nanos = nanos;
  }

  public String name() {
    return name;
  }

  /** Looks at the disk now. */
  public synchronized void look() {
    try {
      long free = freeSpace.bytes();
      freeBytes = OptionalLong.of(free);
      forecast.observe(nanos.getAsLong(), free);
    } catch (IOException e) {
      if (freeBytes.isPresent()) {
        LOG.log(Level.WARNING, "{0}: its free space cannot be read: {1}", location, e.toString());
      }
      freeBytes = OptionalLong.empty();
    }
    judge();
  }

  /** Empty if it cannot be read. */
  public synchronized OptionalLong freeBytes() {
    return freeBytes;
  }

  /** Infinite if the disk does not fill; empty while too little was seen to say. */
  public synchronized OptionalDouble daysLeft() {
    return freeBytes.isEmpty() ? OptionalDouble.empty() : forecast.daysLeft();
  }

  /** Whether the disk is full within days. */
  public synchronized boolean isNarrow() {
    return narrow;
  }

  private void judge() {
    OptionalDouble days = daysLeft();
    if (days.isEmpty()) {
      return;
    }
    if (!narrow && days.getAsDouble() < WARN_DAYS) {
      narrow = true;
      LOG.log(
          Level.WARNING,
          "the disk of the {0} ({1}) is full in about {2} days if it goes on like this",
          name,
          location,
          String.format(Locale.ROOT, "%.1f", days.getAsDouble()));
    } else if (narrow && days.getAsDouble() > CALM_DAYS) {
      narrow = false;
      LOG.log(Level.INFO, "the disk of the {0} ({1}) does not fill within days", name, location);
    }
  }
}
