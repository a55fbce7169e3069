package dev.gatescribe.gateway.ssh;

import java.util.concurrent.atomic.LongAdder;

/** Whether bytes still leave on a connection: one that takes them slowly is not dead. */
final class TrafficMeter {
  private final LongAdder writes = new LongAdder();

  void onProgress() {
    writes.increment();
  }

  /** Changes when something was written. */
  long progress() {
    return writes.sum();
  }
}
