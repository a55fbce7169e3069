package dev.gatescribe.cli.recordings;

import java.util.concurrent.locks.LockSupport;

/** Waits between what is played as long as it took, or less. */
final class Pacing {
  private static final double NANOS_PER_MICRO = 1000.0;
  private static final double MICROS_PER_SECOND = 1_000_000.0;

  private final double speed;
  private final double idleSeconds;
  private long lastMicros;

  /**
   * @param speed how many times as fast
   * @param idleSeconds what longer pauses are shortened to
   */
  Pacing(double speed, double idleSeconds) {
    this.speed = speed;
    this.idleSeconds = idleSeconds;
  }

  /** Returns when something is to be shown that happened at this offset. */
  void await(long offsetMicros) {
    double pause = Math.max(0.0, (double) offsetMicros - lastMicros);
    lastMicros = Math.max(lastMicros, offsetMicros);
    double shortened = Math.min(pause, idleSeconds * MICROS_PER_SECOND) / speed;
    long until = System.nanoTime() + (long) (shortened * NANOS_PER_MICRO);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
