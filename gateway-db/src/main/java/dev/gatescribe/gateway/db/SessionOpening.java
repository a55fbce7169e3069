package dev.gatescribe.gateway.db;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.UpstreamCredential;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a client that has shown a token to a session: recognise, ask, open the recording,
 * redeem the proof, dial, log in. Each step needs what the one before gave; whichever fails ends in
 * a refusal, audited. Waits at every step, so it is for virtual threads.
 */
final class SessionOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

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
      case Destination.Malformed malformed ->
          denied(
              new Asking(holder.get(), "", ""),
              DenialReason.MALFORMED_DESTINATION,
              malformed.explanation());
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
            new Authentication("token", asking.holder().tokenName()),
            asking.target(),
            asking.login(),
            clientAddress,
            now);
    return switch (parts.ports().admitter().admit(request)) {
      case Admission.Admitted admitted -> record(asking, request, admitted, parameters);
      case Admission.Pending(var accessRequest) ->
          new Outcome.NotOpened(Refusal.pending(accessRequest));
      case Admission.StepUp(var where) -> new Outcome.NotOpened(Refusal.stepUp(where));
      case Admission.Denied(DenialReason reason, String explanation) ->
          refused(reason, explanation);
    };
  }

  private Outcome record(
      Asking asking,
      SessionRequest request,
      Admission.Admitted admitted,
      StartupParameters.Accepted parameters)
      throws InterruptedException {
    Constraints constraints = admitted.constraints();
    SessionAudit audit = audit(request.id().toString(), asking);
    Recording recording;
    try {
      recording =
          parts
              .ports()
              .recorder()
              .open(SessionDescription.of(request, constraints, parts.ports().clock().instant()));
    } catch (RecordingException failure) {
      LOG.error("session {}: no recording could be opened", request.id(), failure);
      return unrecorded(audit, constraints);
    }
    Tap tap = new Tap(recording, constraints.recording());
    Attempt attempt = new Attempt(request, constraints, audit, tap);
    try {
      audit.started(constraints.rule());
    } catch (RecordingException failure) {
      LOG.error("session {}: its start could not be audited", request.id(), failure);
      tap.end(EndReason.RECORDER_FAILED, "the start of the session could not be audited");
      return unrecorded(audit, constraints);
    }
    boolean opened = false;
    try {
      recordParameters(tap, parameters);
      Outcome outcome = dial(attempt, admitted, parameters);
      opened = true;
      return outcome;
    } catch (RecordingException failure) {
      LOG.error("session {}: the recorder cannot keep its promise", request.id(), failure);
      attempt.end(EndReason.RECORDER_FAILED, "the session could not be recorded");
      opened = true;
      return unrecorded(audit, constraints);
    } finally {
      if (!opened) {
        attempt.end(EndReason.GATEWAY_ERROR, "");
      }
    }
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

  private Outcome dial(
      Attempt attempt, Admission.Admitted admitted, StartupParameters.Accepted parameters)
      throws InterruptedException {
    SessionRequest request = attempt.request();
    String target = request.target();
    try {
      RedeemedProof proof = admitted.proof().redeem(request, parts.ports().clock().instant());
      InetSocketAddress address;
      try {
        address = parts.ports().dialer().dial(proof);
      } catch (IOException problem) {
        throw new UpstreamException(
            EndReason.TARGET_UNREACHABLE, "target " + target + " cannot be reached", problem);
      }
      UpstreamCredential credential;
      try {
        credential = parts.ports().credentials().credentialFor(proof);
      } catch (IOException problem) {
        throw new UpstreamException(
            EndReason.TARGET_AUTHENTICATION_FAILED,
            "there is no usable credential for target " + target,
            problem);
      }
      UpstreamConnection upstream =
          parts.connector().connect(proof, address, credential, parameters, client.eventLoop());
      LOG.info(
          "session {}: {} on {} as {}", request.id(), request.principal(), target, request.login());
      return new Outcome.Opened(
          new DatabaseSession(
              request.id(),
              attempt.constraints(),
              attempt.tap(),
              attempt.audit(),
              upstream,
              client,
              parts));
    } catch (ProofRejectedException rejected) {
      String explanation =
          Objects.requireNonNullElse(rejected.getMessage(), "the proof of admission does not hold");
      attempt.end(EndReason.PROOF_REJECTED, explanation);
      return refused(rejected.reason(), explanation);
    } catch (UpstreamException problem) {
      LOG.warn("session {}: {}", request.id(), problem.explanation(), problem);
      attempt.end(problem.reason(), problem.explanation());
      return new Outcome.NotOpened(problem.refusal());
    }
  }

  private Outcome unrecorded(SessionAudit audit, Constraints constraints) {
    String explanation = "the session cannot be recorded, and what cannot be recorded is not done";
    audit.denied(DenialReason.RECORDING_UNAVAILABLE, constraints.rule(), explanation);
    return refused(DenialReason.RECORDING_UNAVAILABLE, explanation);
  }

  private Outcome denied(Asking asking, DenialReason reason, String explanation) {
    audit("", asking).denied(reason, "", explanation);
    return refused(reason, explanation);
  }

  private SessionAudit audit(String session, Asking asking) {
    return new SessionAudit(
        parts.ports().auditLog(),
        parts.ports().clock(),
        new SessionAudit.Subject(
            session,
            asking.holder().principal().name(),
            asking.target(),
            asking.login(),
            clientAddress));
  }

  private static Outcome refused(DenialReason reason, String explanation) {
    return new Outcome.NotOpened(Refusal.of(reason, explanation));
  }

  /** Somebody known, and what they ask for. */
  private record Asking(TokenHolder holder, String login, String target) {}

  /** A session that is recorded and has no target yet. */
  private record Attempt(
      SessionRequest request, Constraints constraints, SessionAudit audit, Tap tap) {
    void end(EndReason reason, String detail) {
      tap.end(reason, detail);
      audit.ended(reason, constraints.rule(), detail);
    }
  }
}
