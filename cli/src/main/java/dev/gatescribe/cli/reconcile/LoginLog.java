package dev.gatescribe.cli.reconcile;

import java.util.function.Consumer;

/** Understands one kind of log, line by line, in the order of the file. */
public interface LoginLog {

  /** What became of a line. */
  enum Reading {
    /** It tells of a login, or of something else that is not looked for. */
    UNDERSTOOD,
    /** It is not a line of such a log. */
    MALFORMED
  }

  /**
   * Reads the next line.
   *
   * @param logins gets the login that the line completes, if it does
   */
  Reading read(String line, LogPlace place, Consumer<TargetLogin> logins);
}
