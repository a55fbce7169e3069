package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.Ends;
import dev.gatescribe.gateway.PermissionWatch;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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

  sealed interface State {
    record Live() implements State {}

    record Ending(EndReason reason, String detail) implements State {}

    record Ended(EndReason reason, String detail) implements State {}
  }

  private final RecordedSession recorded;
  private final RecordingId id;
  private final Tap tap;
  private final UpstreamConnection upstream;
  private final GatewayParts parts;
  private volatile State current = new State.Live();
  private final AtomicInteger lastStream = new AtomicInteger(CONNECTION_STREAM);
  private final Set<StreamRelay> relays = ConcurrentHashMap.newKeySet();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile Runnable closeClient = () -> {};
  private volatile @Nullable PermissionWatch permission;

  GatewaySession(RecordedSession recorded, UpstreamConnection upstream, GatewayParts parts) {
    this.recorded = recorded;
    this.id = recorded.id();
    this.tap = recorded.tap();
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
    permission = PermissionWatch.start(recorded, parts.scheduler(), this::end);
    tap.whenBroken(this::onRecorderFailure);
    tap.whenBudgetNears(this::warn);
  }

  RecordingId id() {
    return id;
  }

  Tap tap() {
    return tap;
  }

  Constraints constraints() {
    return recorded.constraints();
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
      tap.acceptNow(new Event.StreamOpened(stream, StreamVisibility.CONTENT));
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
        tap.acceptNow(new Event.StreamClosed(stream));
        client.refuse(RefusalMessage.refused(refused.reason(), refused.explanation()));
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
    if (failure.reason() == EndReason.RECORDER_FAILED) {
      LOG.error("session {}: the recorder cannot keep its promise", id, failure);
    }
    end(failure.reason(), failure.explanation());
  }

  /** A line on every stream: nobody knows which of them the person looks at. */
  private void warn(String warning) {
    RelayUnit notice = new RelayUnit.Notice(TerminalLine.of(warning));
    relays.forEach(relay -> relay.toClient().offer(notice));
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
      audit(what);
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
            tap.acceptNow(
                new Event.Refused(
                    CONNECTION_STREAM, what, DenialReason.FEATURE_NOT_ALLOWED.code()));
          } catch (RecordingException failure) {
            onRecorderFailure(failure);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          audit(what);
        });
  }

  private void audit(String what) {
    recorded.audit().featureRefused(DenialReason.FEATURE_NOT_ALLOWED, constraints().rule(), what);
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
          BYTE_BUDGET,
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
    return TerminalLine.of(endedRefusal());
  }

  private RefusalMessage endedRefusal() {
    return switch (current) {
      case State.Live _ -> RefusalMessage.ended(EndReason.GATEWAY_ERROR, "an internal error");
      case State.Ending(EndReason reason, String detail) -> RefusalMessage.ended(reason, detail);
      case State.Ended(EndReason reason, String detail) -> RefusalMessage.ended(reason, detail);
    };
  }

  private void finish(EndReason reason, String detail) {
    PermissionWatch watched = permission;
    if (watched != null) {
      watched.stop();
    }
    try {
      if (!Ends.await(
          relays.stream().map(StreamRelay::finished),
          reason == EndReason.CLIENT_CLOSED ? DRAIN_PATIENCE : FAREWELL_PATIENCE)) {
        closeClient.run();
        upstream.close();
        if (!Ends.await(relays.stream().map(StreamRelay::finished), CLOSED_PATIENCE)) {
          LOG.warn("session {}: ended with streams that did not close", id);
        }
      }
    } finally {
      upstream.close();
      recorded.end(reason, detail);
      current = new State.Ended(reason, detail);
      ended.complete(null);
    }
  }
}
