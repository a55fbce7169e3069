package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.EndReason;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what ends a session of this door alone: silence, and the end of the token, for the sake
 * of what runs long and asks nothing more.
 */
final class SessionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);

  /** How often it is asked whether the token still holds. */
  static final Duration TOKEN_CHECK_INTERVAL = Duration.ofSeconds(5);

  private final ClusterSession session;
  private final AccessToken token;
  private final GatewayParts gateway;

  SessionWatch(ClusterSession session, AccessToken token, GatewayParts gateway) {
    this.session = session;
    this.token = token;
    this.gateway = gateway;
  }

  void start() {
    schedule(gateway.times().sessionIdle(), this::watchQuiet);
    watchToken();
  }

  private void watchQuiet() {
    if (session.isLive()) {
      session.endIfQuiet();
      Duration left = session.quietLeft();
      schedule(left.isPositive() ? left : gateway.times().sessionIdle(), this::watchQuiet);
    }
  }

  private void watchToken() {
    schedule(
        TOKEN_CHECK_INTERVAL,
        () -> Thread.ofVirtual().name("k8s-token-" + session.id()).start(this::checkToken));
  }

  private void checkToken() {
    if (!session.isLive()) {
      return;
    }
    if (tokenHolds()) {
      watchToken();
    } else {
      session.end(EndReason.ADMISSION_EXPIRED, "the access token is no longer valid");
    }
  }

  private boolean tokenHolds() {
    try {
      return gateway
          .ports()
          .principals()
          .findByAccessToken(token, session.request().target())
          .filter(holder ->
              holder.forTarget() && holder.principal().equals(session.request().principal()))
          .isPresent();
    } catch (RuntimeException failure) {
      LOG.error("session {}: whether its token still holds cannot be said", session.id(), failure);
      return false;
    }
  }

  private void schedule(Duration wait, Runnable task) {
    try {
      // Rounded up, so that a wake-up a moment too early does not spin.
      var _ = gateway.scheduler().schedule(task, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("session {}: not watched any more, the door closes", session.id());
    }
  }
}
