package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.session.EndReason;

/** The target itself said why it takes no connection, and the client may read that as it is. */
final class TargetRefusalException extends UpstreamException {
  private static final long serialVersionUID = 1L;

  private final transient Diagnostics said;

  TargetRefusalException(EndReason reason, String explanation, Diagnostics said) {
    super(reason, explanation);
    this.said = said;
  }

  Diagnostics said() {
    return said;
  }
}
