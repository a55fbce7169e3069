package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One principal on one target: the recording, the upstream connection, and the streams.
 *
 * <pre>
 *   Live ──end(reason)──→ Ending ──streams recorded as closed, recording ended──→ Ended
 * </pre>
 *
 * The first reason counts; whatever goes wrong because of it is not a reason of its own.
 */
final class GatewaySession {
  private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);

  /** The stream number under which the connection itself is recorded; channels count from 1. */
  static final int CONNECTION_STREAM = 0;

  /** Refusals outside of streams that are kept one by one; a client can ask without bound. */
  static final int REFUSALS_MAX = 64;

  /** How long a farewell may take to reach a client that does not read. */
  private static final Duration FAREWELL_PATIENCE = Duration.ofSeconds(5);

  /** How long a target may take for input that came from a client that is gone. */
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);

  /** How long a relay may take to notice that its channels are closed. */
  private static final Duration CLOSED_PATIENCE = Duration.ofSeconds(5);

  /** The longest that the scheduler is asked to wait at once; far ends are asked for again. */
  private static final Duration SCHEDULE_MAX = Duration.ofDays(1);

  sealed interface State {
    record Live() implements State {}

    record Ending(EndReason reason, String detail) implements State {}

    record Ended(EndReason reason, String detail) implements State {}
  }

  private final RecordingId id;
  private final Constraints constraints;
  private final Tap tap;
  private final SessionAudit audit;
  private final UpstreamConnection upstream;
  private final GatewayParts parts;
  private volatile State current = new State.Live();
  private final AtomicInteger lastStream = new AtomicInteger(CONNECTION_STREAM);
  private final Set<StreamRelay> relays = ConcurrentHashMap.newKeySet();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Runnable closeClient = () -> {};
  private volatile @Nullable ScheduledFuture<?> expiry;

  GatewaySession(
      RecordingId id,
      Constraints constraints,
      Tap tap,
      SessionAudit audit,
      UpstreamConnection upstream,
      GatewayParts parts) {
    this.id = id;
    this.constraints = constraints;
    this.tap = tap;
    this.audit = audit;
    this.upstream = upstream;
    this.parts = parts;
  }

  /**
   * Begins to watch what may end the session.
   *
   * @param closeConnection closes the client's connection at once
   */
  void start(Runnable closeConnection) {
    closeClient = closeConnection;
    upstream.watch(reason -> end(reason, "the connection to the target ended"), this::refuseLater);
    upstream.keepAlive(parts.settings(), parts.scheduler());
    scheduleExpiry();
  }

  RecordingId id() {
    return id;
  }

  Tap tap() {
    return tap;
  }

  State state() {
    return current;
  }

  /** When the recording has been ended and handed over. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Opens a stream for a client's channel, or refuses it. Waits. */
  void openStream(ClientSshChannel client) {
    if (!(current instanceof State.Live)) {
      client.refuse(endedRefusal());
      return;
    }
    int stream = lastStream.incrementAndGet();
    try {
      tap.accept(new Event.StreamOpened(stream, StreamVisibility.CONTENT));
      RelayQueue toClient = new RelayQueue();
      UpstreamSshChannel channel;
      try {
        channel =
            upstream.openChannel(
                toClient,
                () -> end(EndReason.TARGET_PROTOCOL_ERROR, "the target sent too many requests"));
      } catch (IOException problem) {
        UpstreamException refused =
            new UpstreamException(
                EndReason.TARGET_UNREACHABLE, "the target opened no channel", problem);
        LOG.info("session {}: {}", id, refused.withCause());
        tap.accept(new Event.StreamClosed(stream));
        client.refuse(Refusal.of(refused.reason(), refused.explanation()));
        return;
      }
      StreamRelay relay = new StreamRelay(stream, this, client, channel, toClient);
      relays.add(relay);
      client.relayTo(relay);
      relay.start();
      // The session may have ended in between, without having seen this stream.
      if (!(current instanceof State.Live)) {
        terminate(relay);
      }
    } catch (RecordingException failure) {
      onRecorderFailure(failure);
      client.refuse(endedRefusal());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      client.refuse(endedRefusal());
    }
  }

  /** Ends the session. The first reason counts. Does not wait. */
  void end(EndReason reason, String detail) {
    synchronized (relays) {
      if (!(current instanceof State.Live)) {
        return;
      }
      current = new State.Ending(reason, detail);
    }
    LOG.info("session {}: ends, {} {}", id, reason.code(), detail);
    relays.forEach(this::terminate);
    Thread.ofVirtual().name("ssh-end-" + id).start(() -> finish(reason, detail));
  }

  void onStreamFinished(StreamRelay relay) {
    relays.remove(relay);
  }

  void onRecorderFailure(RecordingException failure) {
    LOG.error("session {}: the recorder cannot keep its promise", id, failure);
    end(EndReason.RECORDER_FAILED, "the session can no longer be recorded");
  }

  void onGatewayError(RuntimeException failure) {
    LOG.error("session {}: an error of the gateway", id, failure);
    end(EndReason.GATEWAY_ERROR, "an internal error");
  }

  void onClientOverrun() {
    end(EndReason.CLIENT_PROTOCOL_ERROR, "too many requests without waiting for answers");
  }

  /** Audits a feature refused on a stream, once for each kind of thing. Waits. */
  void auditRefusal(String what) {
    if (firstOfItsKind(what)) {
      audit.featureRefused(what);
    }
  }

  /** Records and audits something refused outside of a stream. Does not wait. */
  void refuseLater(String what) {
    if (!firstOfItsKind(what)) {
      return;
    }
    Thread.ofVirtual()
        .name("ssh-refusal-" + id)
        .start(() -> {
          try {
            tap.accept(
                new Event.Refused(
                    CONNECTION_STREAM, what, DenialReason.FEATURE_NOT_ALLOWED.code()));
          } catch (RecordingException failure) {
            onRecorderFailure(failure);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          audit.featureRefused(what);
        });
  }

  private boolean firstOfItsKind(String what) {
    return refusals.size() < REFUSALS_MAX && refusals.add(what);
  }

  private void terminate(StreamRelay relay) {
    switch (current) {
      case State.Live _ -> {}
      case State.Ending(EndReason reason, _) -> terminate(relay, reason);
      case State.Ended(EndReason reason, _) -> terminate(relay, reason);
    }
  }

  private void terminate(StreamRelay relay, EndReason reason) {
    switch (reason) {
      case CLIENT_CLOSED -> relay.onClientGone();
      // What the target had sent before is the person's to see.
      case TARGET_CLOSED, TARGET_PROTOCOL_ERROR -> relay.terminate(endLine(), true);
      case TARGET_UNREACHABLE,
          TARGET_HOST_KEY_MISMATCH,
          TARGET_CERTIFICATE_REJECTED,
          TARGET_AUTHENTICATION_FAILED,
          CLIENT_PROTOCOL_ERROR,
          RECORDER_FAILED,
          IDLE,
          ADMISSION_EXPIRED,
          PROOF_REJECTED,
          GATEWAY_STOPPED,
          GATEWAY_LOST,
          GATEWAY_ERROR ->
          relay.terminate(endLine(), false);
    }
  }

  /** What people read at the end of the session. */
  String endLine() {
    return endedRefusal().line();
  }

  private Refusal endedRefusal() {
    return switch (current) {
      case State.Live _ ->
          new Refusal("session ended", EndReason.GATEWAY_ERROR.code(), "an internal error");
      case State.Ending(EndReason reason, String detail) ->
          new Refusal("session ended", reason.code(), detail);
      case State.Ended(EndReason reason, String detail) ->
          new Refusal("session ended", reason.code(), detail);
    };
  }

  private void finish(EndReason reason, String detail) {
    ScheduledFuture<?> pendingExpiry = expiry;
    if (pendingExpiry != null) {
      pendingExpiry.cancel(false);
    }
    try {
      if (!awaitStreams(reason == EndReason.CLIENT_CLOSED ? DRAIN_PATIENCE : FAREWELL_PATIENCE)) {
        closeClient.run();
        upstream.close();
        if (!awaitStreams(CLOSED_PATIENCE)) {
          LOG.warn("session {}: ended with streams that did not close", id);
        }
      }
    } finally {
      upstream.close();
      tap.end(reason, detail);
      audit.ended(reason, constraints.rule(), detail);
      current = new State.Ended(reason, detail);
      ended.complete(null);
    }
  }

  private boolean awaitStreams(Duration patience) {
    List<CompletableFuture<Void>> open = relays.stream().map(StreamRelay::finished).toList();
    try {
      CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a stream's end does not fail", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void scheduleExpiry() {
    Instant until = constraints.until();
    if (until.equals(Instant.MAX)) {
      return;
    }
    Duration left = Duration.between(parts.ports().clock().instant(), until);
    if (!left.isPositive()) {
      end(EndReason.ADMISSION_EXPIRED, "the permission ended at " + until);
      return;
    }
    Duration wait = left.compareTo(SCHEDULE_MAX) > 0 ? SCHEDULE_MAX : left;
    // Rounded up, so that a wake-up a moment too early does not spin.
    expiry =
        parts
            .scheduler()
            .schedule(this::scheduleExpiry, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
  }
}
