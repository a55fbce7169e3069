package dev.gatescribe.gateway.ssh;

import java.util.function.BooleanSupplier;

/**
 * The bytes of one connection that are encrypted and wait for its socket, over all its channels.
 *
 * <p>A receiver's window bounds what the receiver holds, but a receiver may announce four gigabytes
 * and then read nothing; this bounds what the gateway holds for it. And as long as the backlog
 * moves, the receiver is alive.
 */
final class SocketBacklog {

  /** Sixteen full packets: the socket always has the next ones at hand. */
  static final int UNWRITTEN_BYTES_MAX = 512 * 1024;

  /** How soon a wait for the socket notices a channel that was closed under it. */
  private static final long CLOSING_CHECK_MILLIS = 500;

  private long unwrittenBytes;
  private long written;

  /**
   * Waits for room, and takes it.
   *
   * @return false if the channel was closed meanwhile; nothing is taken then
   */
  synchronized boolean take(int bytes, BooleanSupplier closing) throws InterruptedException {
    while (unwrittenBytes > UNWRITTEN_BYTES_MAX) {
      if (closing.getAsBoolean()) {
        return false;
      }
      wait(CLOSING_CHECK_MILLIS);
    }
    unwrittenBytes += bytes;
    return true;
  }

  /** The bytes are with the socket, or will never be. */
  synchronized void give(int bytes, boolean success) {
    unwrittenBytes -= bytes;
    if (success) {
      written++;
    }
    notifyAll();
  }

  /** Changes when something was written. */
  synchronized long progress() {
    return written;
  }
}
