package dev.gatescribe.gateway;

import dev.gatescribe.session.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * There is no usable connection to the target. The message is fit for people and holds no secret.
 */
public class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A line of a log that is longer than this is not read. */
  private static final int LINE_MAX = 500;

  private final EndReason reason;
  private final String explanation;

  public UpstreamException(EndReason reason, String explanation) {
    this(reason, explanation, null);
  }

  public UpstreamException(EndReason reason, String explanation, @Nullable Throwable cause) {
    super(explanation, cause);
    this.reason = reason;
    this.explanation = explanation;
  }

  /** Why a connection did not come about. */
  public static UpstreamException of(Throwable cause) {
    return cause instanceof UpstreamException known
        ? known
        : new UpstreamException(EndReason.GATEWAY_ERROR, "an internal error", cause);
  }

  public final EndReason reason() {
    return reason;
  }

  /** The message, which is always there. */
  public final String explanation() {
    return explanation;
  }

  /**
   * The message and what it came from, in one line for a log. What a target said about itself has
   * no control characters left, because the log may be somebody's terminal.
   */
  public final String withCause() {
    Throwable cause = getCause();
    if (cause == null) {
      return OneLine.of(explanation, LINE_MAX);
    }
    String message = cause.getMessage();
    return OneLine.of(
        explanation + ": " + (message == null ? cause.getClass().getSimpleName() : message),
        LINE_MAX);
  }
}
