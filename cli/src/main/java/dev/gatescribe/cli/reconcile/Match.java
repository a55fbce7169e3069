package dev.gatescribe.cli.reconcile;

/** By what a login in a log is found to be a session's. */
public enum Match {
  /** The source is the gateway's address and the very port that the session connected from. */
  ADDRESS("source address and port"),
  /** The port alone: something between rewrites the address, and keeps the port. */
  PORT("source port; the address is not looked at"),
  /**
   * Neither: something between rewrites the port. As many logins are explained as there are
   * sessions of the same login at the time, so the number is right, and which of them it is may not
   * be.
   */
  TIME("login and time alone; which login is the one too many may be another of the same account");

  private final String description;

  Match(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }
}
