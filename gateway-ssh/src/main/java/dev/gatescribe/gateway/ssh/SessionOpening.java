package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.Admission;
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
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an authenticated client to a session: ask, open the recording, redeem the proof,
 * dial, authenticate. Each step needs what the one before gave; whichever fails ends in a refusal,
 * audited. Waits at every step, so it is for virtual threads.
 */
final class SessionOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

  /** How it came out. */
  sealed interface Outcome {
    record Opened(GatewaySession session) implements Outcome {}

    record NotOpened(Refusal refusal) implements Outcome {}
  }

  private final GatewayParts parts;
  private final SignedIdentity identity;
  private final InetSocketAddress clientAddress;

  SessionOpening(GatewayParts parts, SignedIdentity identity, InetSocketAddress clientAddress) {
    this.parts = parts;
    this.identity = identity;
    this.clientAddress = clientAddress;
  }

  Outcome open(String userName) {
    return switch (Destination.parse(userName)) {
      case Destination.Named(String login, String target) -> ask(login, target);
      case Destination.Malformed malformed -> {
        audit("", "", "")
            .denied(DenialReason.MALFORMED_DESTINATION, "", "the user name names no target");
        // Not what was typed: it may be a password.
        LOG.info("refused, {} {}", DenialReason.MALFORMED_DESTINATION.code(), identity.principal());
        yield refused(DenialReason.MALFORMED_DESTINATION, malformed.explanation());
      }
    };
  }

  private Outcome ask(String login, String target) {
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
    return switch (parts.ports().admitter().admit(request)) {
      case Admission.Admitted admitted -> record(request, admitted);
      case Admission.Pending(var accessRequest) ->
          new Outcome.NotOpened(Refusal.pending(accessRequest));
      case Admission.StepUp(var where) -> new Outcome.NotOpened(Refusal.stepUp(where));
      case Admission.Denied(DenialReason reason, String explanation) -> {
        LOG.info(
            "session {}: refused, {} {} on {} as {}",
            request.id(),
            reason.code(),
            request.principal(),
            target,
            login);
        yield refused(reason, explanation);
      }
    };
  }

  private Outcome record(SessionRequest request, Admission.Admitted admitted) {
    Constraints constraints = admitted.constraints();
    SessionAudit audit = audit(request.id().toString(), request.target(), request.login());
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
      Outcome outcome = dial(attempt, admitted);
      opened = true;
      return outcome;
    } finally {
      if (!opened) {
        attempt.end(EndReason.GATEWAY_ERROR, "");
      }
    }
  }

  private Outcome dial(Attempt attempt, Admission.Admitted admitted) {
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
            "there is no usable credential for target " + target + " as " + request.login(),
            problem);
      }
      UpstreamConnection upstream = parts.connector().connect(proof, address, credential);
      LOG.info(
          "session {}: {} on {} as {}", request.id(), request.principal(), target, request.login());
      return new Outcome.Opened(
          new GatewaySession(
              request.id(),
              attempt.constraints(),
              attempt.tap(),
              attempt.audit(),
              upstream,
              parts));
    } catch (ProofRejectedException rejected) {
      String explanation =
          Objects.requireNonNullElse(rejected.getMessage(), "the proof of admission does not hold");
      attempt.end(EndReason.PROOF_REJECTED, explanation);
      return refused(rejected.reason(), explanation);
    } catch (UpstreamException problem) {
      // Expected, and what is to be done about it is not in our stack.
      LOG.warn(
          "session {}: not opened, {} {}",
          request.id(),
          problem.reason().code(),
          problem.withCause());
      attempt.end(problem.reason(), problem.explanation());
      return new Outcome.NotOpened(Refusal.of(problem.reason(), problem.explanation()));
    }
  }

  private Outcome unrecorded(SessionAudit audit, Constraints constraints) {
    String explanation = "the session cannot be recorded, and what cannot be recorded is not done";
    audit.denied(DenialReason.RECORDING_UNAVAILABLE, constraints.rule(), explanation);
    return refused(DenialReason.RECORDING_UNAVAILABLE, explanation);
  }

  private SessionAudit audit(String session, String target, String login) {
    return new SessionAudit(
        parts.ports().auditLog(),
        parts.ports().clock(),
        new SessionAudit.Subject(
            session, identity.principal().name(), target, login, clientAddress));
  }

  private static Outcome refused(DenialReason reason, String explanation) {
    return new Outcome.NotOpened(Refusal.of(reason, explanation));
  }

  /** A session that is recorded and has no target yet. */
  private record Attempt(
      SessionRequest request, Constraints constraints, SessionAudit audit, Tap tap) {
    void end(EndReason reason, String detail) {
      tap.end(reason, detail);
      audit.ended(reason, constraints.rule(), detail);
    }
  }
}
