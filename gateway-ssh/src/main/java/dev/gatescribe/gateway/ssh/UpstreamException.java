package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.EndReason;

/** The upstream connection did not come about. The message is fit for people. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

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

  EndReason reason() {
    return reason;
  }
}
