package dev.gatescribe.session;

/** Why a session ended. */
public enum EndReason implements ReasonCode {
  /** The client closed its connection after its streams had ended, or in the middle of one. */
  CLIENT_CLOSED("client-closed"),
  /** The target closed the connection. */
  TARGET_CLOSED("target-closed"),
  /** The target could not be reached. */
  TARGET_UNREACHABLE("target-unreachable"),
  /** The target showed a host key that is not pinned for it. */
  TARGET_HOST_KEY_MISMATCH("target-host-key-mismatch"),
  /** The target showed a TLS certificate that is not trusted for it, or none. */
  TARGET_CERTIFICATE_REJECTED("target-certificate-rejected"),
  /** The target refused the credential. */
  TARGET_AUTHENTICATION_FAILED("target-authentication-failed"),
  /** The client spoke against the protocol. */
  CLIENT_PROTOCOL_ERROR("client-protocol-error"),
  /** The target spoke against the protocol. */
  TARGET_PROTOCOL_ERROR("target-protocol-error"),
  /** Nothing happened for as long as a session may be idle. */
  IDLE("idle"),
  /** The recorder could not keep its promise. */
  RECORDER_FAILED("recorder-failed"),
  /** As much content was recorded as the policy allows one session. */
  BYTE_BUDGET("byte-budget"),
  /** The admission ended, or was taken back. */
  ADMISSION_EXPIRED("admission-expired"),
  /** The proof of admission was refused at dial. */
  PROOF_REJECTED("proof-rejected"),
  /** The gateway was stopped in an orderly way. */
  GATEWAY_STOPPED("gateway-stopped"),
  /** The gateway process died; decided at its next start, and the recording is truncated. */
  GATEWAY_LOST("gateway-lost"),
  /** An internal error of the gateway. */
  GATEWAY_ERROR("gateway-error");

  private final String code;

  EndReason(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  /**
   * The reason with this code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EndReason ofCode(String code) {
    for (EndReason reason : values()) {
      if (reason.code.equals(code)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no end reason has the code " + code);
  }
}
