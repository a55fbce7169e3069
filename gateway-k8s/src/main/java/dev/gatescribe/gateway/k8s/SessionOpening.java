package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.Opening;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.SessionOpener;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.SessionRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an authenticated request to a session, as far as it is Kubernetes' own: connections
 * to the API server are made when requests need them, and refusals are a {@code Status}. Waits at
 * every step, so it is for virtual threads.
 */
final class SessionOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

  /** How it came out. */
  sealed interface Outcome {
    record Opened(ClusterSession session) implements Outcome {}

    record NotOpened(StatusReply reply) implements Outcome {}
  }

  private final GatewayParts parts;
  private final SessionRequest request;
  private final AccessToken token;

  SessionOpening(GatewayParts parts, SessionRequest request, AccessToken token) {
    this.parts = parts;
    this.request = request;
    this.token = token;
  }

  Outcome open() throws InterruptedException {
    if (parts.sessions().isClosed()) {
      return refused(DenialReason.SHUTTING_DOWN, "the gateway is shutting down");
    }
    return switch (new SessionOpener(parts.ports()).open(request, this::connect)) {
      case Opening.Opened<ClusterSession>(ClusterSession session) -> new Outcome.Opened(session);
      case Opening.Pending<ClusterSession>(var accessRequest) ->
          new Outcome.NotOpened(StatusReply.pending(accessRequest));
      case Opening.StepUp<ClusterSession>(var where) ->
          new Outcome.NotOpened(StatusReply.stepUp(where));
      case Opening.Refused<ClusterSession>(DenialReason reason, String explanation) ->
          refused(reason, explanation);
      case Opening.Ended<ClusterSession>(UpstreamException problem) -> {
        LOG.warn("session {}: {}", request.id(), problem.explanation(), problem);
        yield new Outcome.NotOpened(StatusReply.ended(problem.reason(), problem.explanation()));
      }
    };
  }

  private ClusterSession connect(RecordedSession recorded)
      throws ProofRejectedException, UpstreamException {
    Upstream upstream =
        Upstream.of(
            recorded.reach("target " + request.target()),
            recorded.tap(),
            parts.times(),
            parts.transport());
    ClusterSession session = new ClusterSession(recorded, token, upstream, parts);
    session.start();
    return session;
  }

  private static Outcome refused(DenialReason reason, String explanation) {
    return new Outcome.NotOpened(StatusReply.denied(reason, explanation));
  }
}
