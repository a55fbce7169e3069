package dev.gatescribe.gateway.db;

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
    return of(SqlState.of(reason), "refused", reason.code(), explanation);
  }

  static Refusal of(EndReason reason, String explanation) {
    return of(SqlState.of(reason), "session ended", reason.code(), explanation);
  }

  static Refusal pending(AccessRequest request) {
    return of(
        SqlState.INVALID_AUTHORIZATION,
        "approval needed",
        request.id(),
        "waiting for approval, see " + request.where());
  }

  static Refusal stepUp(URI where) {
    return of(
        SqlState.INVALID_AUTHORIZATION,
        "sign-in needed",
        "step-up",
        "sign in at " + where + " and try again");
  }

  /** A refusal of what is no matter of permission. */
  static Refusal of(SqlState state, String explanation) {
    return new Refusal(Diagnostics.fatal(state.code(), clean("gatescribe: " + explanation)));
  }

  private static Refusal of(SqlState state, String word, String code, String explanation) {
    return of(state, word + " (" + code + ")" + (explanation.isEmpty() ? "" : ": " + explanation));
  }

  /** One line, without control characters. */
  private static String clean(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MESSAGE_MAX)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
