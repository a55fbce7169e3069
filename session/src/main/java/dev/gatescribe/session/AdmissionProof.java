package dev.gatescribe.session;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Authority to open one upstream connection, as a value.
 *
 * <p>Only {@link ProofMint} makes one, and the build lets only {@code admission} use the mint. It
 * is redeemed once, at dial; the {@link RedeemedProof} is what {@link TargetDialer} and {@link
 * CredentialSource} ask for, so nothing can be dialled without having passed here.
 *
 * <p>Not a record, because the constructor of a record cannot be hidden.
 */
public final class AdmissionProof {
  private final RecordingId id;
  private final Principal principal;
  private final Target target;
  private final String login;
  private final Instant expiresAt;
  private final AtomicBoolean redeemed = new AtomicBoolean();

  AdmissionProof(
      RecordingId id, Principal principal, Target target, String login, Instant expiresAt) {
    this.id = id;
    this.principal = principal;
    this.target = target;
    this.login = login;
    this.expiresAt = expiresAt;
  }

  /** The target that may be dialled. */
  public Target target() {
    return target;
  }

  /** When the right to dial ends; a proof is for now, not for later. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * Uses the proof up. A refused attempt uses it up as well.
   *
   * @param request the session about to be dialled, which must be the one that was admitted
   * @param now the time by which expiry is judged
   * @throws ProofRejectedException if the proof was used before, has expired, or was given for
   *     another session, principal, target or login
   */
  public RedeemedProof redeem(SessionRequest request, Instant now) throws ProofRejectedException {
    if (!redeemed.compareAndSet(false, true)) {
      throw new ProofRejectedException("the proof was used before");
    }
    if (!now.isBefore(expiresAt)) {
      throw new ProofRejectedException("the proof expired at " + expiresAt);
    }
    if (!request.id().equals(id)
        || !request.principal().equals(principal)
        || !request.target().equals(target.name())
        || !request.login().equals(login)
        || request.protocol() != target.protocol()) {
      throw new ProofRejectedException("the proof was given for another session");
    }
    return new RedeemedProof(id, target, login);
  }

  @Override
  public String toString() {
    return "AdmissionProof[" + principal + " on " + target.name() + " as " + login + "]";
  }
}
