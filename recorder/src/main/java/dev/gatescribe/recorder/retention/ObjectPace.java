package dev.gatescribe.recorder.retention;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many objects a second be asked for or deleted, so that who reads or records next to it
 * notices nothing. For one thread.
 */
final class ObjectPace {
  private final long nanosPerObject;
  private long next = System.nanoTime();

  ObjectPace(int objectsPerSecond) {
    this.nanosPerObject = Duration.ofSeconds(1).toNanos() / objectsPerSecond;
  }

  /** Waits until the next one may be touched. */
  void await() throws InterruptedException {
    long wait = next - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    next = Math.max(next, System.nanoTime()) + nanosPerObject;
  }
}
