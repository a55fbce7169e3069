package dev.gatescribe.recorder;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of events wait for room in the journal, over all recordings. */
final class WaitingBytes {
  /**
   * A thousand sessions that each wait with a read of 64 KiB. All of it is on the heap, beside
   * whatever else a gateway needs while its store is away.
   */
  static final long DEFAULT_MAX = 64L * 1024 * 1024;

  private final long max;
  private final AtomicLong bytes = new AtomicLong();

  WaitingBytes(long max) {
    this.max = max;
  }

  /** Takes room for {@code count} bytes; false if there is not so much. */
  boolean tryTake(long count) {
    if (bytes.addAndGet(count) > max) {
      bytes.addAndGet(-count);
      return false;
    }
    return true;
  }

  /** Takes room also where there is none: for the end of a recording, which cannot fail. */
  void take(long count) {
    bytes.addAndGet(count);
  }

  void giveBack(long count) {
    bytes.addAndGet(-count);
  }

  long inUse() {
    return bytes.get();
  }

  long max() {
    return max;
  }
}
