package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.OneLine;
import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import java.net.URI;

/** Why a connection ends, as the client's own protocol says it. */
record Refusal(Diagnostics diagnostics) {
  /** A message that is longer than this is not read. */
  private static final int MESSAGE_MAX = 1_000;

  static Refusal of(DenialReason reason, String explanation) {
    return of(SqlState.of(reason), RefusalMessage.refused(reason, explanation).text());
  }

  static Refusal of(EndReason reason, String explanation) {
    return of(SqlState.of(reason), RefusalMessage.ended(reason, explanation).text());
  }

  /** What the target itself said comes first; it knows best. */
  static Refusal of(UpstreamException problem) {
    return problem instanceof TargetRefusalException refused
        ? new Refusal(refused.said())
        : of(problem.reason(), problem.explanation());
  }

  static Refusal pending(AccessRequest request) {
    return of(SqlState.INVALID_AUTHORIZATION, RefusalMessage.pending(request).text());
  }

  static Refusal stepUp(URI where) {
    return of(SqlState.INVALID_AUTHORIZATION, RefusalMessage.stepUp(where).text());
  }

  /** What a client is told while its session goes on. */
  static Diagnostics warning(String text) {
    return Diagnostics.warning(
        SqlState.WARNING.code(), OneLine.of("gatescribe: " + text, MESSAGE_MAX));
  }

  /** A refusal of what is no matter of permission. */
  static Refusal of(SqlState state, String explanation) {
    return new Refusal(
        Diagnostics.fatal(state.code(), OneLine.of("gatescribe: " + explanation, MESSAGE_MAX)));
  }
}
