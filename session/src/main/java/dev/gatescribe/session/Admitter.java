package dev.gatescribe.session;

import java.util.Optional;

/** Decides whether a session may be opened. Port; implemented by the {@code admission} module. */
public interface Admitter {

  /**
   * Decides, and writes the decision to the audit log before it answers. Never throws for anything
   * that the request contains: what cannot be decided is {@link DenialReason#DECISION_FAILED}.
   * Waits for the audit log, so it is called where waiting is allowed.
   */
  Admission admit(SessionRequest request);

  /**
   * Whether a session that was admitted may still go on. Asked again and again while it lives, so
   * it writes nothing down; may wait. Never throws: what cannot be decided may not go on. An
   * admitter that takes nothing back need not say more than this.
   *
   * @return empty if it may; otherwise why it ends, in words for the person
   */
  default Optional<String> whyWithdrawn(SessionRequest request, Admission.Admitted admitted) {
    return Optional.empty();
  }
}
