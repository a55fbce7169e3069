package dev.gatescribe.gateway.db;

import dev.gatescribe.session.ReasonCode;

/** The PostgreSQL door cannot open. */
public final class DatabaseGatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason implements ReasonCode {
    /** The TLS key or certificate cannot be used. */
    TLS_IDENTITY_UNUSABLE("tls-identity-unusable"),
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

  DatabaseGatewayException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
