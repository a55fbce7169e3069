package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import org.apache.sshd.common.channel.LocalWindow;

/**
 * Gives a sender its window back for what was forwarded, in large steps: each step is a packet of
 * its own, encrypted and written like any other.
 */
final class WindowReturn {

  /** A quarter of the window at a time: the sender always has more than half of it. */
  private static final int STEPS = 4;

  private final LocalWindow window;
  private int forwardedBytes;

  WindowReturn(LocalWindow window) {
    this.window = window;
  }

  void onForwarded(int bytes) throws IOException {
    forwardedBytes += bytes;
    if (forwardedBytes >= window.getMaxSize() / STEPS) {
      flush();
    }
  }

  void flush() throws IOException {
    if (forwardedBytes > 0) {
      int bytes = forwardedBytes;
      forwardedBytes = 0;
      window.release(bytes);
    }
  }
}
