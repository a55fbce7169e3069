package dev.gatescribe.gateway;

import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ProofRejectedException;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.UpstreamCredential;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An admitted session whose recording is open and whose start is audited: what a door needs to
 * connect it, and to end it. Only the {@link SessionOpener} makes one.
 */
public final class RecordedSession {
  private final GatewayPorts ports;
  private final SessionRequest request;
  private final Admission.Admitted admitted;
  private final Tap tap;
  private final SessionAudit audit;

  RecordedSession(
      GatewayPorts ports,
      SessionRequest request,
      Admission.Admitted admitted,
      Tap tap,
      SessionAudit audit) {
    this.ports = ports;
    this.request = request;
    this.admitted = admitted;
    this.tap = tap;
    this.audit = audit;
  }

  public RecordingId id() {
    return request.id();
  }

  public SessionRequest request() {
    return request;
  }

  public Constraints constraints() {
    return admitted.constraints();
  }

  Clock clock() {
    return ports.clock();
  }

  /** What ends it from outside. */
  PermissionWatch.Watched watched() {
    return new PermissionWatch.Watched() {
      @Override
      public Instant until() {
        return constraints().until();
      }

      @Override
      public Optional<Duration> idle() {
        return constraints().idle();
      }

      @Override
      public Duration quiet() {
        return tap.quiet();
      }

      @Override
      public Optional<String> whyWithdrawn() {
        return ports.admitter().whyWithdrawn(request, admitted);
      }
    };
  }

  public Tap tap() {
    return tap;
  }

  public SessionAudit audit() {
    return audit;
  }

  /**
   * Uses the proof up, and asks where its target is reached and what opens it. Once a session.
   *
   * @param account what the credential opens, as this door calls it
   * @throws ProofRejectedException if the proof does not hold
   * @throws UpstreamException if there is no address or no credential
   */
  public ReachedTarget reach(String account) throws ProofRejectedException, UpstreamException {
    RedeemedProof redeemed = admitted.proof().redeem(request, ports.clock().instant());
    return new ReachedTarget(redeemed, address(redeemed), credential(redeemed, account));
  }

  /**
   * Records which connection reaches the target, before the gateway shows there who it is. Waits.
   *
   * @throws RecordingException if that cannot be kept; the connection must not be used
   */
  public void onTargetConnected(InetSocketAddress local, InetSocketAddress remote)
      throws RecordingException, InterruptedException {
    tap.acceptNow(targetConnected(local, remote));
  }

  /** The event that says which connection reaches a target. */
  public static Event.TargetConnected targetConnected(
      InetSocketAddress local, InetSocketAddress remote) {
    return new Event.TargetConnected(
        local.getAddress().getHostAddress(),
        local.getPort(),
        remote.getAddress().getHostAddress(),
        remote.getPort());
  }

  /** Ends the recording, and audits the end. Waits. */
  public void end(EndReason reason, String detail) {
    tap.end(reason, detail);
    audit.ended(reason, constraints().rule(), detail);
  }

  private InetSocketAddress address(RedeemedProof redeemed) throws UpstreamException {
    try {
      return ports.dialer().dial(redeemed);
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_UNREACHABLE,
          "target " + request.target() + " cannot be reached",
          problem);
    }
  }

  private UpstreamCredential credential(RedeemedProof redeemed, String account)
      throws UpstreamException {
    try {
      return ports.credentials().credentialFor(redeemed);
    } catch (IOException problem) {
      throw new UpstreamException(
          EndReason.TARGET_AUTHENTICATION_FAILED,
          "there is no usable credential for " + account,
          problem);
    }
  }
}
