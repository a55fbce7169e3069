package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.EndReason;

/** The upstream connection did not come about. The message is fit for people. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A line of a log that is longer than this is not read. */
  private static final int LINE_MAX = 500;

  private final EndReason reason;
  private final String explanation;

  UpstreamException(EndReason reason, String message) {
    super(message);
    this.reason = reason;
    this.explanation = message;
  }

  UpstreamException(EndReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.explanation = message;
  }

  /** The message, which is always there. */
  String explanation() {
    return explanation;
  }

  /**
   * The message and what it came from, in one line for a log. What a target said about itself has
   * no control characters left, because the log may be somebody's terminal.
   */
  String withCause() {
    StringBuilder line = new StringBuilder(explanation);
    Throwable cause = getCause();
    if (cause != null) {
      String message = cause.getMessage();
      line.append(": ").append(message == null ? cause.getClass().getSimpleName() : message);
    }
    return line.codePoints()
        .limit(LINE_MAX)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  EndReason reason() {
    return reason;
  }
}
