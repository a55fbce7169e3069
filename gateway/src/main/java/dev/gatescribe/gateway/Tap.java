package dev.gatescribe.gateway;

import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into a session's recording. What an event announces may happen when the event is
 * accepted, and not before; when it never is, the session has to end. How much content is kept is
 * decided here, before anything reaches the recorder.
 *
 * <p>Event loops take the completion and stop reading until it is done, virtual threads wait for
 * it: either way a slow recorder slows the peers.
 */
public final class Tap {
  private static final Logger LOG = LoggerFactory.getLogger(Tap.class);
  private static final CompletableFuture<Void> ACCEPTED = CompletableFuture.completedFuture(null);

  private final Recording recording;
  private final Demand demand;
  private final SessionBudget budget;
  private final @Nullable SessionActivity activity;
  private final ContentLimiter limiter;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  Tap(Recording recording, RecordingTerms terms) {
    this(recording, terms, null);
  }

  /**
   * @param activity is told what happens; null if nobody asks
   */
  Tap(Recording recording, RecordingTerms terms, @Nullable SessionActivity activity) {
    this.activity = activity;
    this.recording = recording;
    this.demand = terms.demand();
    this.budget = new SessionBudget(terms.content());
    this.limiter = new ContentLimiter(terms.content(), this::append);
  }

  /** Records an event; fails only if the session has to end for it. Never waits. */
  public CompletableFuture<Void> accept(Event event) {
    if (activity != null) {
      activity.onEvent(event);
    }
    if (demand == Demand.BEST_EFFORT && broken.get()) {
      return ACCEPTED;
    }
    CompletableFuture<Void> accepted = limiter.record(event);
    if (isAccepted(accepted)) {
      return ACCEPTED;
    }
    return switch (demand) {
      case REQUIRED -> accepted;
      case BEST_EFFORT -> accepted.exceptionallyCompose(this::goOnIfAllowed);
    };
  }

  /** Records events in order; done when all are accepted. Never waits. */
  public CompletableFuture<Void> accept(List<Event> events) {
    List<CompletableFuture<Void>> pending = pending(events);
    return pending.isEmpty()
        ? ACCEPTED
        : CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new));
  }

  /** Records an event, and waits until it is accepted. For virtual threads. */
  public void acceptNow(Event event) throws RecordingException, InterruptedException {
    acceptNow(List.of(event));
  }

  /** Records events in order, and waits once for all of them. For virtual threads. */
  public void acceptNow(List<Event> events) throws RecordingException, InterruptedException {
    for (CompletableFuture<Void> accepted : pending(events)) {
      try {
        accepted.get();
      } catch (ExecutionException failure) {
        throw asRecordingException(failure);
      }
    }
  }

  /** Records events that tell of what has happened already; nothing waits for them. */
  public void note(List<Event> events) {
    for (Event event : events) {
      if (activity != null) {
        activity.onEvent(event);
      }
      if (ended.get() || limiter.record(event).isCompletedExceptionally()) {
        LOG.debug("session {}: the end of something is not recorded", recording.id());
        return;
      }
    }
  }

  /**
   * Says whom to tell when the session has to end because nothing more of it can be recorded, also
   * if nothing happens in it.
   *
   * @param end does not wait
   */
  public void whenBroken(Consumer<RecordingException> end) {
    var _ =
        recording
            .broken()
            .thenAccept(
                switch (demand) {
                  case REQUIRED -> end;
                  case BEST_EFFORT -> this::goOn;
                });
  }

  /**
   * Says whom to tell, once, when most of the session's budget of content is used.
   *
   * @param warn takes one line for people; does not wait
   */
  public void whenBudgetNears(Consumer<String> warn) {
    budget.whenLittleIsLeft(warn);
  }

  /** For how long nothing has happened, if that is watched. */
  Duration quiet() {
    return activity == null ? Duration.ZERO : activity.quiet();
  }

  /** Ends the recording, once. */
  public void end(EndReason reason, String detail) {
    if (ended.compareAndSet(false, true)) {
      limiter.end();
      recording.end(reason, detail);
    }
  }

  /** Whether what was recorded may happen now, without waiting for anything. */
  public static boolean isAccepted(CompletableFuture<Void> acceptance) {
    return acceptance.isDone() && !acceptance.isCompletedExceptionally();
  }

  /** What an acceptance failed with, as the recorder said it. */
  public static RecordingException asRecordingException(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException || failure instanceof ExecutionException
            ? failure.getCause()
            : failure;
    return cause instanceof RecordingException known
        ? known
        : new RecordingException("the recorder failed", failure);
  }

  /** Records events in order; what is not accepted yet is left. */
  private List<CompletableFuture<Void>> pending(List<Event> events) {
    List<CompletableFuture<Void>> pending = List.of();
    for (Event event : events) {
      CompletableFuture<Void> accepted = accept(event);
      if (!isAccepted(accepted)) {
        if (pending.isEmpty()) {
          pending = new ArrayList<>();
        }
        pending.add(accepted);
        if (accepted.isCompletedExceptionally()) {
          // Nothing of the rest is forwarded, so nothing of it is recorded either.
          return pending;
        }
      }
    }
    return pending;
  }

  private CompletableFuture<Void> append(Event event) {
    if (event instanceof ContentBearing bearing
        && bearing.content() instanceof Content.Clear clear
        && !budget.take(clear.length())) {
      return CompletableFuture.failedFuture(budget.exhausted());
    }
    try {
      return recording.append(event);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(new RecordingException("the recorder failed", failure));
    }
  }

  /** What the recorder cannot do is forgiven; what the policy does not allow is not. */
  private CompletableFuture<Void> goOnIfAllowed(Throwable failure) {
    if (asRecordingException(failure).reason() == EndReason.BYTE_BUDGET) {
      return CompletableFuture.failedFuture(failure);
    }
    goOn(failure);
    return ACCEPTED;
  }

  private @Nullable Void goOn(Throwable failure) {
    if (broken.compareAndSet(false, true)) {
      LOG.warn(
          "session {}: goes on without its recording, as its policy allows: {}",
          recording.id(),
          asRecordingException(failure).getMessage(),
          failure);
    }
    return null;
  }
}
