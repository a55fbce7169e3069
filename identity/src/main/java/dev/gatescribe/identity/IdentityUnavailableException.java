package dev.gatescribe.identity;

/** The metadata database cannot be asked, so that nobody can be told from anybody. */
public final class IdentityUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public IdentityUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
