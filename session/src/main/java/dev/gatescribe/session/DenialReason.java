package dev.gatescribe.session;

/** Why a session, or a part of one, was refused. */
public enum DenialReason implements ReasonCode {
  /** Nobody is known by the credential that was shown. */
  UNKNOWN_PRINCIPAL("unknown-principal"),
  /** The credential that was shown opens other targets than the one that was asked for. */
  CREDENTIAL_NOT_FOR_TARGET("credential-not-for-target"),
  /** What was typed does not name a login and a target. */
  MALFORMED_DESTINATION("malformed-destination"),
  /** No target has this name. */
  UNKNOWN_TARGET("unknown-target"),
  /** No policy lets the principal reach the target. */
  TARGET_NOT_ALLOWED("target-not-allowed"),
  /** The principal may reach the target, but not as this login. */
  LOGIN_NOT_ALLOWED("login-not-allowed"),
  /** A policy forbids what another would allow. */
  DENIED_BY_POLICY("denied-by-policy"),
  /** A second factor is missing, or was shown too long ago; with it the session would be. */
  SECOND_FACTOR_REQUIRED("second-factor-required"),
  /** The condition of a policy could not be evaluated, and so the policy denies. */
  CONDITION_FAILED("condition-failed"),
  /** The policy that admitted the session does not reach into this Kubernetes namespace. */
  NAMESPACE_NOT_ALLOWED("namespace-not-allowed"),
  /** A part of the protocol that is refused in every session, or by the policy that admitted it. */
  FEATURE_NOT_ALLOWED("feature-not-allowed"),
  /** The proof of admission was used before, has expired, or speaks of something else. */
  PROOF_REJECTED("proof-rejected"),
  /** The decision itself failed; what cannot be decided is denied. */
  DECISION_FAILED("decision-failed"),
  /** Neither recording nor audit log takes anything; what cannot be recorded is not done. */
  RECORDING_UNAVAILABLE("recording-unavailable"),
  /** The gateway is shutting down. */
  SHUTTING_DOWN("shutting-down"),
  /** A named limit of the gateway is reached. */
  LIMIT_REACHED("limit-reached");

  private final String code;

  DenialReason(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
