package dev.gatescribe.gateway.k8s;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that waits, done apart from the event loop, which goes on with what it came to. */
final class WaitingWork {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingWork.class);

  private WaitingWork() {}

  /**
   * Begins the work.
   *
   * @param name of the virtual thread on which it is done
   * @param goOn is called on the loop
   */
  static <T> void start(String name, EventLoop loop, Supplier<T> work, Consumer<T> goOn) {
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          T result = work.get();
          handOver(loop, () -> goOn.accept(result));
        });
  }

  /**
   * Has a task done on the loop, soon and not from within what it does now.
   *
   * @return false if the loop has been shut down: the door is closed, and nobody waits
   */
  static boolean handOver(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException stopped) {
      LOG.debug("a request is given up, the door is closed");
      return false;
    }
  }
}
