package dev.gatescribe.gateway.k8s;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies the door holds at a time, over all sessions. */
final class HeldBytes {
  private final long max;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long max) {
    this.max = max;
  }

  /** Takes a share, if there is one left. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > max) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
