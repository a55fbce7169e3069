package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.EndReason;

/** There is no usable connection to the target. The message is for people and holds no secret. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  private final EndReason reason;

  UpstreamException(EndReason reason, String explanation) {
    super(explanation);
    this.reason = reason;
  }

  UpstreamException(EndReason reason, String explanation, Throwable cause) {
    super(explanation, cause);
    this.reason = reason;
  }

  /** Why a connection did not come about. */
  static UpstreamException of(Throwable cause) {
    return cause instanceof UpstreamException known
        ? known
        : new UpstreamException(EndReason.GATEWAY_ERROR, "an internal error", cause);
  }

  EndReason reason() {
    return reason;
  }

  String explanation() {
    return String.valueOf(getMessage());
  }
}
