package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.Ends;
import dev.gatescribe.gateway.PermissionWatch;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One token on one cluster as one login from one client address: the recording, the upstream
 * connections, and the requests that are under way.
 *
 * <pre>
 *   Live ──end(reason)──→ Ending ──requests ended, recording ended──→ Ended
 * </pre>
 *
 * The first reason counts; whatever goes wrong because of it is not a reason of its own.
 */
final class ClusterSession {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSession.class);

  /** The stream number under which refusals are recorded; real streams count from 1. */
  static final int CONNECTION_STREAM = 0;

  /** Kinds of refusals that are audited one by one; a client can ask without bound. */
  static final int REFUSALS_MAX = 64;

  /** How long requests may take to notice that they are cut. */
  private static final Duration CUT_PATIENCE = Duration.ofSeconds(5);

  /** What the session looks like from outside. */
  sealed interface State {
    record Live() implements State {}

    record Ending(EndReason reason, String detail) implements State {}

    record Ended(EndReason reason, String detail) implements State {}
  }

  /** What came of a request that wants to begin. */
  enum Beginning {
    BEGUN,
    TOO_MANY,
    SESSION_OVER
  }

  private final RecordedSession recorded;
  private final Upstream upstream;
  private final GatewayParts gateway;
  private final SessionWatch watch;
  private volatile @Nullable PermissionWatch permission;
  private final AtomicInteger lastRequest = new AtomicInteger();
  private final AtomicInteger lastStream = new AtomicInteger(CONNECTION_STREAM);
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> ending = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final Set<SessionPart> parts = new HashSet<>();
  private State current = new State.Live();
  private long quietSinceNanos = System.nanoTime();

  ClusterSession(
      RecordedSession recorded, AccessToken token, Upstream upstream, GatewayParts gateway) {
    this.recorded = recorded;
    this.upstream = upstream;
    this.gateway = gateway;
    this.watch = new SessionWatch(this, token, gateway);
  }

  /** Begins to watch what may end the session. */
  void start() {
    watch.start();
    permission = PermissionWatch.start(recorded, gateway.scheduler(), this::end);
    tap().whenBroken(this::onRecorderFailure);
  }

  RecordingId id() {
    return recorded.id();
  }

  SessionRequest request() {
    return recorded.request();
  }

  Constraints constraints() {
    return recorded.constraints();
  }

  Tap tap() {
    return recorded.tap();
  }

  Upstream upstream() {
    return upstream;
  }

  /** When the session takes no more requests. */
  CompletableFuture<Void> ending() {
    return ending;
  }

  /** When the recording has been ended and handed over. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  int nextRequest() {
    return lastRequest.incrementAndGet();
  }

  int nextStream() {
    return lastStream.incrementAndGet();
  }

  synchronized State state() {
    return current;
  }

  boolean isLive() {
    return state() instanceof State.Live;
  }

  /** A request belongs to the session from here until {@link #onFinished}. */
  synchronized Beginning begin(SessionPart part) {
    if (!(current instanceof State.Live)) {
      return Beginning.SESSION_OVER;
    }
    if (parts.size() >= gateway.numbers().requestsPerSession()) {
      return Beginning.TOO_MANY;
    }
    parts.add(part);
    return Beginning.BEGUN;
  }

  synchronized void onFinished(SessionPart part) {
    if (parts.remove(part)) {
      quietSinceNanos = System.nanoTime();
    }
  }

  /** How long the session may still be quiet; all of it while a request is under way. */
  synchronized Duration quietLeft() {
    Duration most = gateway.times().sessionIdle();
    return parts.isEmpty() ? most.minusNanos(System.nanoTime() - quietSinceNanos) : most;
  }

  void onRecorderFailure(RecordingException failure) {
    if (failure.reason() == EndReason.RECORDER_FAILED) {
      LOG.error("session {}: the recorder cannot keep its promise", id(), failure);
    }
    end(failure.reason(), failure.explanation());
  }

  /** Audits a refusal, once for each kind of thing, and gives it back. Waits. */
  Refusal audited(Refusal refusal) {
    String what = refusal.what();
    if (refusals.size() < REFUSALS_MAX && refusals.add(refusal.reason().code() + ' ' + what)) {
      recorded.audit().featureRefused(refusal.reason(), constraints().rule(), what);
    }
    return refusal;
  }

  /** Ends the session if nothing was asked of it for as long as may be. */
  void endIfQuiet() {
    synchronized (this) {
      if (quietLeft().isPositive()) {
        return;
      }
      // No request can begin between the look and the end.
      end(EndReason.IDLE, "no request for " + gateway.times().sessionIdle());
    }
  }

  /** Ends the session, once. May be called on any thread. */
  void end(EndReason reason, String detail) {
    List<SessionPart> open;
    synchronized (this) {
      if (!(current instanceof State.Live)) {
        return;
      }
      current = new State.Ending(reason, detail);
      open = List.copyOf(parts);
    }
    PermissionWatch watched = permission;
    if (watched != null) {
      watched.stop();
    }
    ending.complete(null);
    LOG.info("session {}: ends, {} {}", id(), reason.code(), detail);
    open.forEach(part -> part.cut(reason, detail));
    Thread.ofVirtual().name("k8s-end-" + id()).start(() -> finish(open, reason, detail));
  }

  private void finish(List<SessionPart> open, EndReason reason, String detail) {
    try {
      if (!Ends.await(open.stream().map(SessionPart::finished), CUT_PATIENCE)) {
        LOG.warn("session {}: ended with requests that did not notice", id());
      }
    } finally {
      upstream.close();
      recorded.end(reason, detail);
      synchronized (this) {
        current = new State.Ended(reason, detail);
      }
      ended.complete(null);
    }
  }
}
