package dev.gatescribe.cli;

/** What commands exit with. */
public final class ExitCode {
  /** It worked, and what was checked holds. */
  public static final int OK = 0;

  /** What was checked or read does not hold. */
  public static final int DOES_NOT_HOLD = 1;

  /**
   * Nothing could be said: the command was typed wrongly, or what it needs is not there or cannot
   * be read.
   */
  public static final int NOT_DONE = 2;

  /** Somebody went round the gateway. */
  public static final int BYPASSED = 3;

  private ExitCode() {}
}
