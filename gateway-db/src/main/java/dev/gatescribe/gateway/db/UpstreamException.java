package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.session.EndReason;
import org.jspecify.annotations.Nullable;

/** The upstream connection did not come about. The message is fit for people. */
final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  private final EndReason reason;
  private final String explanation;
  private final transient @Nullable Diagnostics targetDiagnostics;

  UpstreamException(EndReason reason, String message) {
    this(reason, message, null, null);
  }

  UpstreamException(EndReason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, null);
  }

  /** With what the target itself said, which the client may read as it is. */
  UpstreamException(EndReason reason, String message, Diagnostics targetDiagnostics) {
    this(reason, message, null, targetDiagnostics);
  }

  private UpstreamException(
      EndReason reason,
      String message,
      @Nullable Throwable cause,
      @Nullable Diagnostics targetDiagnostics) {
    super(message, cause);
    this.reason = reason;
    this.explanation = message;
    this.targetDiagnostics = targetDiagnostics;
  }

  /** The message, which is always there. */
  String explanation() {
    return explanation;
  }

  EndReason reason() {
    return reason;
  }

  Refusal refusal() {
    return targetDiagnostics != null
        ? new Refusal(targetDiagnostics)
        : Refusal.of(reason, explanation);
  }
}
