package dev.gatescribe.session;

/** A proof of admission did not hold at dial. The message names no secret. */
public final class ProofRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProofRejectedException(String message) {
    super(message);
  }

  public DenialReason reason() {
    return DenialReason.PROOF_REJECTED;
  }
}
