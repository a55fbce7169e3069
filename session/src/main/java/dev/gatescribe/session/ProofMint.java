package dev.gatescribe.session;

import java.time.Instant;

/**
 * The only place where an {@link AdmissionProof} is made. The build lets no module but {@code
 * admission} use it.
 */
public final class ProofMint {
  private ProofMint() {}

  /** A proof that {@code request} was admitted to {@code target}, to be redeemed before expiry. */
  public static AdmissionProof mint(SessionRequest request, Target target, Instant expiresAt) {
    if (!request.target().equals(target.name()) || request.protocol() != target.protocol()) {
      throw new IllegalArgumentException("a proof is minted for the target that was asked for");
    }
    return new AdmissionProof(
        request.id(), request.principal(), target, request.login(), expiresAt);
  }
}
