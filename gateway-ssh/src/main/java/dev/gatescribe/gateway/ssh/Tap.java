package dev.gatescribe.gateway.ssh;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a session's recording. When {@link #accept} returns, what it was given may be
 * forwarded; when it throws, nothing may.
 *
 * <p>Waits, so it is for virtual threads.
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

  /** Records one event. */
  void accept(Event event) throws RecordingException, InterruptedException {
    accept(List.of(event));
  }

  /** Records events in order, and waits once for all of them. */
  void accept(List<Event> events) throws RecordingException, InterruptedException {
    if (events.isEmpty() || (broken.get() && demand == RecordingDemand.BEST_EFFORT)) {
      return;
    }
    try {
      append(events);
    } catch (RecordingException failure) {
      switch (demand) {
        case REQUIRED -> throw failure;
        case BEST_EFFORT -> {
          if (broken.compareAndSet(false, true)) {
            LOG.warn(
                "session {}: goes on without its recording, as its rule allows: {}",
                recording.id(),
                failure.getMessage());
          }
        }
      }
    }
  }

  /** Ends the recording, once. */
  void end(EndReason reason, String detail) {
    if (ended.compareAndSet(false, true)) {
      recording.end(reason, detail);
    }
  }

  private void append(List<Event> events) throws RecordingException, InterruptedException {
    List<CompletableFuture<Void>> pending = List.of();
    for (Event event : events) {
      CompletableFuture<Void> accepted;
      try {
        accepted = recording.append(event);
      } catch (RuntimeException failure) {
        throw new RecordingException("the recorder failed", failure);
      }
      if (!accepted.isDone() || accepted.isCompletedExceptionally()) {
        if (pending.isEmpty()) {
          pending = new ArrayList<>();
        }
        pending.add(accepted);
      }
    }
    for (CompletableFuture<Void> accepted : pending) {
      join(accepted);
    }
  }

  private static void join(CompletableFuture<Void> accepted)
      throws RecordingException, InterruptedException {
    try {
      accepted.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RecordingException cause) {
        throw cause;
      }
      throw new RecordingException("the recorder failed", failure);
    }
  }
}
