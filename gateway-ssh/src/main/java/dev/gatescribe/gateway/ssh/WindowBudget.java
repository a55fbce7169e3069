package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataPacket;

/**
 * What all channels together may be granted to send ahead, so that a thousand of them, each with a
 * reader that reads nothing, fit into memory. The first ones get a full window; when the budget
 * runs low, new ones get less, and at the least enough to work with.
 */
final class WindowBudget {

  /** A full window: what OpenSSH grants, enough for 160 Mbit/s at 100 ms. */
  static final long WINDOW_MAX = 2L * 1024 * 1024;

  /** The least: four packets. */
  static final long WINDOW_MIN = 4L * DataPacket.DATA_MAX;

  /** The part of the heap that may be full of what people do not read. */
  private static final int HEAP_PART = 4;

  /** One channel gets no more than this part of what is left, so that the next gets some too. */
  private static final int LEFT_PART = 8;

  private final long total;
  private long granted;

  WindowBudget(long total) {
    this.total = total;
  }

  static WindowBudget ofHeap() {
    return new WindowBudget(Runtime.getRuntime().maxMemory() / HEAP_PART);
  }

  /** A window for one more channel. */
  synchronized long grant() {
    long share = Math.max(0, total - granted) / LEFT_PART;
    long window = Math.clamp(share, WINDOW_MIN, WINDOW_MAX);
    granted += window;
    return window;
  }

  /** A channel is closed. */
  synchronized void giveBack(long window) {
    granted -= window;
  }

  synchronized long granted() {
    return granted;
  }
}
