package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.ReasonCode;

/** The SSH door cannot open. */
public final class SshGatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason implements ReasonCode {
    /** A host key cannot be made, read or written. */
    HOST_KEY_UNUSABLE("host-key-unusable"),
    /** A host key's file can be read by others. */
    HOST_KEY_EXPOSED("host-key-exposed"),
    /** The address cannot be listened on. */
    ADDRESS_UNAVAILABLE("address-unavailable");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    @Override
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  SshGatewayException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SshGatewayException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
