package dev.gatescribe.cli;

/** What commands exit with. */
public final class ExitCode {
  /** It worked, and what was checked holds. */
  public static final int OK = 0;

  /** What was checked does not hold, or what was asked for is not there. */
  public static final int FAILED = 1;

  /** The command was typed wrongly. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
