package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.SessionAudit;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.TokenHolder;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a request to its session: who holds the token, may this token go there, is there a
 * session already. Done for every request, so that a token that ended ends everything. Waits, so it
 * is for virtual threads.
 */
final class Arrival {
  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  /** Groups and users of Kubernetes itself; whoever could become one could become anybody. */
  private static final String SYSTEM = "system:";

  private final GatewayParts parts;
  private final Optional<AccessToken> token;
  private final RequestDestination destination;
  private final InetSocketAddress client;

  Arrival(
      GatewayParts parts,
      Optional<AccessToken> token,
      RequestDestination destination,
      InetSocketAddress client) {
    this.parts = parts;
    this.token = token;
    this.destination = destination;
    this.client = client;
  }

  /** The session, or the answer that says why there is none. */
  SessionOpening.Outcome receive() {
    try {
      return authenticate();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return refused(DenialReason.SHUTTING_DOWN, "the gateway is shutting down");
    } catch (RuntimeException failure) {
      LOG.error("a request could not be received", failure);
      return new SessionOpening.Outcome.NotOpened(
          StatusReply.ended(EndReason.GATEWAY_ERROR, "an internal error"));
    }
  }

  private SessionOpening.Outcome authenticate() throws InterruptedException {
    String target = destination instanceof RequestDestination.Named named ? named.target() : "";
    Optional<TokenHolder> holder =
        token.flatMap(shown -> parts.ports().principals().findByAccessToken(shown, target));
    if (token.isEmpty() || holder.isEmpty()) {
      parts.authenticationFailures().onFailure(client.getAddress());
      return refused(
          DenialReason.UNKNOWN_PRINCIPAL,
          token.isEmpty()
              ? "the request shows no access token of this gateway"
              : "nobody is known by this access token; it may have expired");
    }
    return switch (destination) {
      case RequestDestination.Malformed(String explanation) ->
          denied(holder.get(), "", "", DenialReason.MALFORMED_DESTINATION, explanation);
      case RequestDestination.Named named -> find(holder.get(), token.get(), named);
    };
  }

  private SessionOpening.Outcome find(
      TokenHolder holder, AccessToken shown, RequestDestination.Named named)
      throws InterruptedException {
    String target = named.target();
    String login = named.login();
    if (!holder.forTarget()) {
      return denied(
          holder,
          target,
          login,
          DenialReason.CREDENTIAL_NOT_FOR_TARGET,
          "the token " + holder.tokenName() + " does not open target " + target);
    }
    if (login.startsWith(SYSTEM)) {
      return denied(
          holder,
          target,
          login,
          DenialReason.LOGIN_NOT_ALLOWED,
          "the group "
              + login
              + " belongs to Kubernetes itself, and nobody becomes part of it here");
    }
    if (!isPassable(holder.principal().name())) {
      return denied(
          holder,
          target,
          login,
          DenialReason.LOGIN_NOT_ALLOWED,
          "a principal of this name cannot be passed to a cluster");
    }
    Instant now = parts.ports().clock().instant();
    SessionRequest request =
        new SessionRequest(
            RecordingId.create(now),
            Protocol.KUBERNETES,
            holder.principal(),
            holder.authentication(),
            target,
            login,
            client,
            now);
    return parts
        .sessions()
        .sessionFor(
            ClusterSessions.Key.of(holder.principal(), shown, target, login, client.getAddress()),
            () -> new SessionOpening(parts, request, shown).open());
  }

  /** Whether a name can stand in a header, and names nobody of Kubernetes' own. */
  private static boolean isPassable(String principal) {
    return !principal.startsWith(SYSTEM) && principal.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private SessionOpening.Outcome denied(
      TokenHolder holder, String target, String login, DenialReason reason, String explanation) {
    new SessionAudit(
            parts.ports(),
            new SessionAudit.Subject(
                Protocol.KUBERNETES, "", holder.principal().name(), target, login, client))
        .denied(reason, "", explanation);
    return refused(reason, explanation);
  }

  private static SessionOpening.Outcome refused(DenialReason reason, String explanation) {
    return new SessionOpening.Outcome.NotOpened(StatusReply.denied(reason, explanation));
  }
}
