package dev.gatescribe.gateway.db;

import dev.gatescribe.session.Constraints.RecordingDemand;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a session's recording.
 *
 * <p>A relay appends what a piece of its stream holds, then takes the pending acceptance: none
 * means that all of it may be forwarded now, otherwise when it completes. Relays of one session
 * share an event loop, so nothing appended by one is ever taken by the other.
 */
final class Tap {
  private static final Logger LOG = LoggerFactory.getLogger(Tap.class);
  private static final CompletableFuture<Void> ACCEPTED = CompletableFuture.completedFuture(null);

  private final Recording recording;
  private final RecordingDemand demand;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private List<CompletableFuture<Void>> pending = new ArrayList<>();

  Tap(Recording recording, RecordingDemand demand) {
    this.recording = recording;
    this.demand = demand;
  }

  /** Records an event. For the session's event loop. */
  void append(Event event) {
    CompletableFuture<Void> accepted = accept(event);
    if (!accepted.isDone() || accepted.isCompletedExceptionally()) {
      pending.add(accepted);
    }
  }

  /** When all that was appended since the last call is accepted; null if it is already. */
  @Nullable CompletableFuture<Void> takePending() {
    if (pending.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new));
    pending = new ArrayList<>();
    return all;
  }

  /** Records an event, and waits until it is accepted. For virtual threads. */
  void acceptNow(Event event) throws RecordingException, InterruptedException {
    try {
      accept(event).get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RecordingException cause) {
        throw cause;
      }
      throw new RecordingException("the recorder failed", failure);
    }
  }

  /** Records an event; fails only if the session has to end for it. For any thread. */
  CompletableFuture<Void> accept(Event event) {
    if (demand == RecordingDemand.BEST_EFFORT && broken.get()) {
      return ACCEPTED;
    }
    CompletableFuture<Void> accepted;
    try {
      accepted = recording.append(event);
    } catch (RuntimeException failure) {
      accepted =
          CompletableFuture.failedFuture(new RecordingException("the recorder failed", failure));
    }
    if (accepted.isDone() && !accepted.isCompletedExceptionally()) {
      return ACCEPTED;
    }
    return switch (demand) {
      case REQUIRED -> accepted;
      case BEST_EFFORT -> accepted.exceptionally(this::goOn);
    };
  }

  /** Ends the recording, once. */
  void end(EndReason reason, String detail) {
    if (ended.compareAndSet(false, true)) {
      recording.end(reason, detail);
    }
  }

  private @Nullable Void goOn(Throwable failure) {
    if (broken.compareAndSet(false, true)) {
      LOG.warn(
          "session {}: goes on without its recording, as its rule allows", recording.id(), failure);
    }
    return null;
  }
}
