package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.Destination;
import dev.gatescribe.gateway.Opening;
import dev.gatescribe.gateway.ReachedTarget;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.SessionAudit;
import dev.gatescribe.gateway.SessionOpener;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a client that has shown a token to a session, as far as it is PostgreSQL's own: who
 * holds the token, what the startup message asks for, how the target is logged in to. Waits at
 * every step, so it is for virtual threads.
 */
final class SessionOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

  /** What to write instead. */
  private static final String HOW_TO_NAME_A_DESTINATION =
      "the user name has to be login@target: the role in the database, then the target's name";

  /** How it came out. */
  sealed interface Outcome {
    record Opened(DatabaseSession session) implements Outcome {}

    record NotOpened(Refusal refusal) implements Outcome {}
  }

  private final GatewayParts parts;
  private final Channel client;
  private final InetSocketAddress clientAddress;
  private final Runnable onAuthenticated;

  SessionOpening(GatewayParts parts, Channel client, Runnable onAuthenticated) {
    this.parts = parts;
    this.client = client;
    this.clientAddress = (InetSocketAddress) client.remoteAddress();
    this.onAuthenticated = onAuthenticated;
  }

  /**
   * Opens a session, or says why not.
   *
   * @param sent the parameters of the startup message
   */
  Outcome open(Map<String, String> sent, AccessToken token) throws InterruptedException {
    String userName = sent.getOrDefault(StartupParameters.USER, "");
    Destination destination = Destination.parse(userName);
    String target =
        switch (destination) {
          case Destination.Named(_, String name) -> name;
          case Destination.Malformed _ -> "";
        };
    Optional<TokenHolder> holder =
        token.text().isEmpty() || token.text().length() > AccessToken.TEXT_MAX_LENGTH
            ? Optional.empty()
            : parts.ports().principals().findByAccessToken(token, target);
    if (holder.isEmpty()) {
      parts.authenticationFailures().onFailure(clientAddress.getAddress());
      return refused(
          DenialReason.UNKNOWN_PRINCIPAL, "nobody is known here by the password that was given");
    }
    onAuthenticated.run();
    return switch (destination) {
      case Destination.Named(String login, String name) ->
          check(new Asking(holder.get(), login, name), sent, userName);
      case Destination.Malformed _ ->
          denied(
              new Asking(holder.get(), "", ""),
              DenialReason.MALFORMED_DESTINATION,
              HOW_TO_NAME_A_DESTINATION);
    };
  }

  private Outcome check(Asking asking, Map<String, String> sent, String userName)
      throws InterruptedException {
    if (!asking.holder().forTarget()) {
      return denied(
          asking,
          DenialReason.CREDENTIAL_NOT_FOR_TARGET,
          "the token " + asking.holder().tokenName() + " does not open target " + asking.target());
    }
    return switch (StartupParameters.check(sent, userName, asking.login())) {
      case StartupParameters.Accepted accepted -> ask(asking, accepted);
      case StartupParameters.Refused(String explanation) ->
          denied(asking, DenialReason.FEATURE_NOT_ALLOWED, explanation);
    };
  }

  private Outcome ask(Asking asking, StartupParameters.Accepted parameters)
      throws InterruptedException {
    Instant now = parts.ports().clock().instant();
    SessionRequest request =
        new SessionRequest(
            RecordingId.create(now),
            Protocol.POSTGRESQL,
            asking.holder().principal(),
            asking.holder().authentication(),
            asking.target(),
            asking.login(),
            clientAddress,
            now);
    return switch (new SessionOpener(parts.ports())
        .open(request, session -> connect(session, parameters))) {
      case Opening.Opened<DatabaseSession>(DatabaseSession session) -> new Outcome.Opened(session);
      case Opening.Pending<DatabaseSession>(var accessRequest) ->
          new Outcome.NotOpened(Refusal.pending(accessRequest));
      case Opening.StepUp<DatabaseSession>(var where) ->
          new Outcome.NotOpened(Refusal.stepUp(where));
      case Opening.Refused<DatabaseSession>(DenialReason reason, String explanation) ->
          refused(reason, explanation);
      case Opening.Ended<DatabaseSession>(UpstreamException problem) -> {
        LOG.warn("session {}: {}", request.id(), problem.explanation(), problem);
        yield new Outcome.NotOpened(Refusal.of(problem));
      }
    };
  }

  private DatabaseSession connect(RecordedSession session, StartupParameters.Accepted parameters)
      throws RecordingException, ProofRejectedException, UpstreamException, InterruptedException {
    recordParameters(session.tap(), parameters);
    ReachedTarget target = session.reach("target " + session.request().target());
    UpstreamConnection upstream =
        parts.connector().connect(session, target, parameters, client.eventLoop());
    return new DatabaseSession(session, upstream, client, parts);
  }

  private static void recordParameters(Tap tap, StartupParameters.Accepted parameters)
      throws RecordingException, InterruptedException {
    tap.acceptNow(
        new DatabaseEvent.StartupParameterSet(
            StartupParameters.DATABASE, Content.of(parameters.database())));
    for (Map.Entry<String, String> setting : parameters.settings().entrySet()) {
      tap.acceptNow(
          new DatabaseEvent.StartupParameterSet(setting.getKey(), Content.of(setting.getValue())));
    }
  }

  private Outcome denied(Asking asking, DenialReason reason, String explanation) {
    new SessionAudit(
            parts.ports(),
            new SessionAudit.Subject(
                Protocol.POSTGRESQL,
                "",
                asking.holder().principal().name(),
                asking.target(),
                asking.login(),
                clientAddress))
        .denied(reason, "", explanation);
    return refused(reason, explanation);
  }

  private static Outcome refused(DenialReason reason, String explanation) {
    return new Outcome.NotOpened(Refusal.of(reason, explanation));
  }

  /** Somebody known, and what they ask for. */
  private record Asking(TokenHolder holder, String login, String target) {}
}
