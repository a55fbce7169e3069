package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.Constraints.RecordingDemand;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a session's recording. What was given may be forwarded when {@code accepted} runs,
 * and not before; when it never runs, nothing may.
 *
 * <p>Never waits, so it is for event loops: whoever reads stops reading until {@code accepted} has
 * run, and that is how a slow recorder slows the peers.
 */
final class Tap {
  private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

  private final Recording recording;
  private final RecordingDemand demand;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  Tap(Recording recording, RecordingDemand demand) {
    this.recording = recording;
    this.demand = demand;
  }

  /**
   * Records events in order.
   *
   * @param loop where the answer runs, unless it is there at once
   * @param accepted what the events announced may happen
   * @param failed the recorder cannot keep its promise
   */
  void accept(
      List<Event> events, Executor loop, Runnable accepted, Consumer<RecordingException> failed) {
    if (events.isEmpty() || broken.get()) {
      accepted.run();
      return;
    }
    List<CompletableFuture<Void>> pending = new ArrayList<>(events.size());
    for (Event event : events) {
      CompletableFuture<Void> acceptance = append(event);
      if (!acceptance.isDone() || acceptance.isCompletedExceptionally()) {
        pending.add(acceptance);
      }
    }
    if (pending.isEmpty()) {
      accepted.run();
      return;
    }
    var _ =
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
            .whenCompleteAsync(
                (_, failure) -> {
                  if (failure == null || mayGoOn(failure)) {
                    accepted.run();
                  } else {
                    failed.accept(asRecordingException(failure));
                  }
                },
                loop);
  }

  /** Records events that tell of what has happened already; nothing waits for them. */
  void note(List<Event> events) {
    for (Event event : events) {
      if (ended.get() || append(event).isCompletedExceptionally()) {
        LOG.debug("session {}: the end of something is not recorded", recording.id());
        return;
      }
    }
  }

  /** Ends the recording, once. */
  void end(EndReason reason, String detail) {
    if (ended.compareAndSet(false, true)) {
      recording.end(reason, detail);
    }
  }

  private CompletableFuture<Void> append(Event event) {
    try {
      return recording.append(event);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(new RecordingException("the recorder failed", failure));
    }
  }

  private boolean mayGoOn(Throwable failure) {
    return switch (demand) {
      case REQUIRED -> false;
      case BEST_EFFORT -> {
        if (broken.compareAndSet(false, true)) {
          LOG.warn(
              "session {}: goes on without its recording, as its rule allows",
              recording.id(),
              failure);
        }
        yield true;
      }
    };
  }

  private static RecordingException asRecordingException(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RecordingException known
        ? known
        : new RecordingException("the recorder failed", failure);
  }
}
