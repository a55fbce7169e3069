package dev.gatescribe.session;

/** Decides whether a session may be opened. Port; implemented by the {@code admission} module. */
public interface Admitter {

  /**
   * Decides, and writes the decision to the audit log before it answers. Never throws for anything
   * that the request contains: what cannot be decided is {@link DenialReason#DECISION_FAILED}.
   * Waits for the audit log, so it is called where waiting is allowed.
   */
  Admission admit(SessionRequest request);
}
