package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.UpstreamCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an authenticated request to a session: ask, open the recording, redeem the proof,
 * find the target and its credential. Each step needs what the one before gave; whichever fails
 * ends in a refusal, audited. Waits at every step, so it is for virtual threads.
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

  Outcome open() {
    if (parts.sessions().isClosed()) {
      return refused(DenialReason.SHUTTING_DOWN, "the gateway is shutting down");
    }
    return switch (parts.ports().admitter().admit(request)) {
      case Admission.Admitted admitted -> record(admitted);
      case Admission.Pending(var accessRequest) ->
          new Outcome.NotOpened(StatusReply.pending(accessRequest));
      case Admission.StepUp(var where) -> new Outcome.NotOpened(StatusReply.stepUp(where));
      case Admission.Denied(DenialReason reason, String explanation) ->
          refused(reason, explanation);
    };
  }

  private Outcome record(Admission.Admitted admitted) {
    Constraints constraints = admitted.constraints();
    SessionAudit audit = audit();
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
    try {
      audit.started(constraints.rule());
    } catch (RecordingException failure) {
      LOG.error("session {}: its start could not be audited", request.id(), failure);
      tap.end(EndReason.RECORDER_FAILED, "the start of the session could not be audited");
      return unrecorded(audit, constraints);
    }
    boolean decided = false;
    Attempt attempt = new Attempt(constraints, audit, tap);
    try {
      Outcome outcome = connect(attempt, admitted);
      decided = true;
      return outcome;
    } finally {
      if (!decided) {
        attempt.end(EndReason.GATEWAY_ERROR, "");
      }
    }
  }

  private Outcome connect(Attempt attempt, Admission.Admitted admitted) {
    try {
      RedeemedProof proof = admitted.proof().redeem(request, parts.ports().clock().instant());
      Upstream upstream =
          Upstream.of(
              proof.target(), address(proof), credential(proof), parts.times(), parts.transport());
      LOG.info(
          "session {}: {} on {} as {}",
          request.id(),
          request.principal(),
          request.target(),
          request.login());
      ClusterSession session =
          new ClusterSession(
              request,
              token,
              attempt.constraints(),
              attempt.tap(),
              attempt.audit(),
              upstream,
              parts);
      session.start();
      return new Outcome.Opened(session);
    } catch (ProofRejectedException rejected) {
      String explanation =
          Objects.requireNonNullElse(rejected.getMessage(), "the proof of admission does not hold");
      attempt.end(EndReason.PROOF_REJECTED, explanation);
      return refused(rejected.reason(), explanation);
    } catch (UpstreamException problem) {
      LOG.warn("session {}: {}", request.id(), problem.explanation(), problem);
      attempt.end(problem.reason(), problem.explanation());
      return new Outcome.NotOpened(StatusReply.ended(problem.reason(), problem.explanation()));
    }
  }

  private InetSocketAddress address(RedeemedProof proof) throws UpstreamException {
    try {
      return parts.ports().dialer().dial(proof);
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_UNREACHABLE,
          "target " + request.target() + " cannot be reached",
          problem);
    }
  }

  private UpstreamCredential credential(RedeemedProof proof) throws UpstreamException {
    try {
      return parts.ports().credentials().credentialFor(proof);
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_AUTHENTICATION_FAILED,
          "there is no usable credential for target " + request.target(),
          problem);
    }
  }

  private Outcome unrecorded(SessionAudit audit, Constraints constraints) {
    String explanation = "the session cannot be recorded, and what cannot be recorded is not done";
    audit.denied(DenialReason.RECORDING_UNAVAILABLE, constraints.rule(), explanation);
    return refused(DenialReason.RECORDING_UNAVAILABLE, explanation);
  }

  private SessionAudit audit() {
    return new SessionAudit(
        parts.ports().auditLog(),
        parts.ports().clock(),
        new SessionAudit.Subject(
            request.id().toString(),
            request.principal().name(),
            request.target(),
            request.login(),
            request.clientAddress()));
  }

  private static Outcome refused(DenialReason reason, String explanation) {
    return new Outcome.NotOpened(StatusReply.denied(reason, explanation));
  }

  /** A session that is recorded and has no target yet. */
  private record Attempt(Constraints constraints, SessionAudit audit, Tap tap) {
    void end(EndReason reason, String detail) {
      tap.end(reason, detail);
      audit.ended(reason, constraints.rule(), detail);
    }
  }
}
