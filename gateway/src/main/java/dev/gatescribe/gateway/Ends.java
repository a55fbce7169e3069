package dev.gatescribe.gateway;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The ends of things that were told to end: connections, sessions, streams. */
public final class Ends {
  private Ends() {}

  /**
   * Waits for all of them; an end does not fail.
   *
   * @return whether they came within {@code patience}; not if the thread is interrupted
   */
  public static boolean await(Stream<CompletableFuture<Void>> ends, Duration patience) {
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException failure) {
      throw new IllegalStateException("an end does not fail", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
