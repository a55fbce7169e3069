package dev.gatescribe.identity.signin;

/** Who somebody is cannot be found out now; what depends on it is denied. */
public final class UnknownIdentityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownIdentityException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
