package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.Destination;
import dev.gatescribe.gateway.Opening;
import dev.gatescribe.gateway.ReachedTarget;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.gateway.SessionAudit;
import dev.gatescribe.gateway.SessionOpener;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionRequest;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an authenticated client to a session, as far as it is SSH's own: what was typed, how
 * the target is connected, and what the log and the person are told. Waits at every step, so it is
 * for virtual threads.
 */
final class SessionOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

  /** What to type instead. */
  private static final String HOW_TO_NAME_A_DESTINATION =
      "type ssh login@target@gateway: the login on the target, then the target's name";

  /** How it came out. */
  sealed interface Outcome {
    record Opened(GatewaySession session) implements Outcome {}

    record NotOpened(RefusalMessage refusal) implements Outcome {}
  }

  private final GatewayParts parts;
  private final SignedIdentity identity;
  private final InetSocketAddress clientAddress;

  SessionOpening(GatewayParts parts, SignedIdentity identity, InetSocketAddress clientAddress) {
    this.parts = parts;
    this.identity = identity;
    this.clientAddress = clientAddress;
  }

  Outcome open(String userName) throws InterruptedException {
    return switch (Destination.parse(userName)) {
      case Destination.Named(String login, String target) -> ask(login, target);
      case Destination.Malformed _ -> {
        new SessionAudit(
                parts.ports(),
                new SessionAudit.Subject(
                    Protocol.SSH, "", identity.principal().name(), "", "", clientAddress))
            .denied(DenialReason.MALFORMED_DESTINATION, "", "the user name names no target");
        // Not what was typed: it may be a password.
        LOG.info("refused, {} {}", DenialReason.MALFORMED_DESTINATION.code(), identity.principal());
        yield new Outcome.NotOpened(
            RefusalMessage.refused(DenialReason.MALFORMED_DESTINATION, HOW_TO_NAME_A_DESTINATION));
      }
    };
  }

  private Outcome ask(String login, String target) throws InterruptedException {
    Instant now = parts.ports().clock().instant();
    SessionRequest request =
        new SessionRequest(
            RecordingId.create(now),
            Protocol.SSH,
            identity.principal(),
            identity.authentication(),
            target,
            login,
            clientAddress,
            now);
    return switch (new SessionOpener(parts.ports()).open(request, this::connect)) {
      case Opening.Opened<GatewaySession>(GatewaySession session) -> new Outcome.Opened(session);
      case Opening.Pending<GatewaySession>(var accessRequest) ->
          new Outcome.NotOpened(RefusalMessage.pending(accessRequest));
      case Opening.StepUp<GatewaySession>(var where) ->
          new Outcome.NotOpened(RefusalMessage.stepUp(where));
      case Opening.Refused<GatewaySession>(DenialReason reason, String explanation) -> {
        LOG.info(
            "session {}: refused, {} {} on {} as {}",
            request.id(),
            reason.code(),
            request.principal(),
            target,
            login);
        yield new Outcome.NotOpened(RefusalMessage.refused(reason, explanation));
      }
      case Opening.Ended<GatewaySession>(UpstreamException problem) -> {
        // Expected, and what is to be done about it is not in our stack.
        LOG.warn(
            "session {}: not opened, {} {}",
            request.id(),
            problem.reason().code(),
            problem.withCause());
        yield new Outcome.NotOpened(
            RefusalMessage.refused(problem.reason(), problem.explanation()));
      }
    };
  }

  private GatewaySession connect(RecordedSession session)
      throws ProofRejectedException, UpstreamException, RecordingException, InterruptedException {
    SessionRequest request = session.request();
    ReachedTarget target = session.reach("target " + request.target() + " as " + request.login());
    return new GatewaySession(session, parts.connector().connect(session, target), parts);
  }
}
