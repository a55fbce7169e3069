package dev.gatescribe.postgres;

/** The PostgreSQL that comes with the product cannot start. The message is for people. */
public final class PostgresStartException extends Exception {
  private static final long serialVersionUID = 1L;

  public PostgresStartException(String message) {
    super(message);
  }

  public PostgresStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
