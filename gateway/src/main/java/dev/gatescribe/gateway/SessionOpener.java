package dev.gatescribe.gateway;

import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.SessionRequest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way from somebody who asks to a session, for every door: ask the admitter, open the
 * recording, audit the start, then let the door connect. Each step needs what the one before gave;
 * whichever fails is audited, ends the recording if there is one, and comes out as an {@link
 * Opening}. Waits at every step, so it is for virtual threads.
 */
public final class SessionOpener {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);

  private final GatewayPorts ports;

  public SessionOpener(GatewayPorts ports) {
    this.ports = ports;
  }

  /**
   * What a door does between the audited start and the session: {@link RecordedSession#reach}, and
   * its own login to the target.
   *
   * @param <S> what the door calls a session
   */
  @FunctionalInterface
  public interface Connecting<S> {

    /**
     * Connects. Whatever is thrown ends the recording, so nothing that was opened may be left.
     *
     * @throws ProofRejectedException as {@link RecordedSession#reach} threw it
     * @throws UpstreamException if it does not come to a connection
     * @throws RecordingException if something had to be recorded before and cannot be
     */
    S connect(RecordedSession session)
        throws ProofRejectedException, UpstreamException, RecordingException, InterruptedException;
  }

  /** Opens a session, or says why not. */
  public <S> Opening<S> open(SessionRequest request, Connecting<S> connecting)
      throws InterruptedException {
    return switch (ports.admitter().admit(request)) {
      case Admission.Admitted admitted -> record(request, admitted, connecting);
      case Admission.Pending(var accessRequest) -> new Opening.Pending<>(accessRequest);
      case Admission.StepUp(var where) -> new Opening.StepUp<>(where);
      case Admission.Denied(DenialReason reason, String explanation) ->
          new Opening.Refused<>(reason, explanation);
    };
  }

  private <S> Opening<S> record(
      SessionRequest request, Admission.Admitted admitted, Connecting<S> connecting)
      throws InterruptedException {
    Constraints constraints = admitted.constraints();
    SessionAudit audit = SessionAudit.of(ports, request);
    Recording recording;
    try {
      recording =
          ports
              .recorder()
              .open(
                  SessionDescription.of(request, admitted, ports.clock().instant()),
                  constraints.recording().durability());
    } catch (RecordingException failure) {
      LOG.error("session {}: no recording could be opened", request.id(), failure);
      return unrecorded(audit, constraints);
    }
    Tap tap =
        new Tap(
            recording,
            constraints.recording(),
            constraints.idle().isPresent() ? new SessionActivity() : null);
    try {
      audit.started(constraints.rule());
    } catch (RecordingException failure) {
      LOG.error("session {}: its start could not be audited", request.id(), failure);
      tap.end(EndReason.RECORDER_FAILED, "the start of the session could not be audited");
      return unrecorded(audit, constraints);
    }
    RecordedSession session = new RecordedSession(ports, request, admitted, tap, audit);
    boolean decided = false;
    try {
      Opening<S> opening = connect(session, connecting);
      decided = true;
      return opening;
    } finally {
      if (!decided) {
        session.end(EndReason.GATEWAY_ERROR, "");
      }
    }
  }

  private static <S> Opening<S> connect(RecordedSession session, Connecting<S> connecting)
      throws InterruptedException {
    SessionRequest request = session.request();
    try {
      S connected = connecting.connect(session);
      LOG.info(
          "session {}: {} on {} as {}",
          request.id(),
          request.principal(),
          request.target(),
          request.login());
      return new Opening.Opened<>(connected);
    } catch (ProofRejectedException rejected) {
      String explanation =
          Objects.requireNonNullElse(rejected.getMessage(), "the proof of admission does not hold");
      session.end(EndReason.PROOF_REJECTED, explanation);
      return new Opening.Refused<>(rejected.reason(), explanation);
    } catch (UpstreamException problem) {
      session.end(problem.reason(), problem.explanation());
      return new Opening.Ended<>(problem);
    } catch (RecordingException failure) {
      LOG.error("session {}: the recorder cannot keep its promise", request.id(), failure);
      session.end(EndReason.RECORDER_FAILED, "the session could not be recorded");
      return unrecorded(session.audit(), session.constraints());
    }
  }

  private static <S> Opening<S> unrecorded(SessionAudit audit, Constraints constraints) {
    String explanation = "the session cannot be recorded, and what cannot be recorded is not done";
    audit.denied(DenialReason.RECORDING_UNAVAILABLE, constraints.rule(), explanation);
    return new Opening.Refused<>(DenialReason.RECORDING_UNAVAILABLE, explanation);
  }
}
