package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.ReasonCode;
import java.net.URI;

/**
 * Why a connection gets no session, in words for the person at its other end.
 *
 * @param word what happened: {@code refused}, {@code approval needed}, {@code sign-in needed}
 * @param code the reason, or what the person may quote
 * @param explanation one sentence
 */
record Refusal(String word, String code, String explanation) {

  /** A line on a terminal that is longer than this is not read. */
  private static final int LINE_MAX = 1_000;

  static Refusal of(ReasonCode reason, String explanation) {
    return new Refusal("refused", reason.code(), explanation);
  }

  static Refusal pending(AccessRequest request) {
    return new Refusal(
        "approval needed", request.id(), "waiting for approval, see " + request.where());
  }

  static Refusal stepUp(URI where) {
    return new Refusal("sign-in needed", "step-up", "sign in at " + where + " and try again");
  }

  /** The one line that the person sees. */
  String line() {
    return line(word + " (" + code + "): " + explanation);
  }

  /**
   * A line of the gateway's own on somebody's terminal: says who speaks, holds no control
   * characters, and ends in CR LF, because the terminal may be in raw mode.
   */
  static String line(String text) {
    StringBuilder line = new StringBuilder("gatescribe: ");
    text.codePoints()
        .limit(LINE_MAX)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.append("\r\n").toString();
  }
}
