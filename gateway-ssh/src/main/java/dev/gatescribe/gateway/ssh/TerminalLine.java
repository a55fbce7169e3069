package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.OneLine;
import dev.gatescribe.gateway.RefusalMessage;

/**
 * A line of the gateway's own on somebody's terminal: says who speaks, holds no control characters,
 * and ends in CR LF, because the terminal may be in raw mode.
 */
final class TerminalLine {
  /** A line on a terminal that is longer than this is not read. */
  private static final int TEXT_MAX = 1_000;

  private TerminalLine() {}

  static String of(RefusalMessage refusal) {
    return of(refusal.text());
  }

  static String of(String text) {
    return "gatescribe: " + OneLine.of(text, TEXT_MAX) + "\r\n";
  }
}
