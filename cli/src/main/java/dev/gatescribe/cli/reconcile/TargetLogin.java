package dev.gatescribe.cli.reconcile;

import dev.gatescribe.session.Protocol;
import java.time.Instant;

/**
 * A login that a target has let in, as its log tells.
 *
 * @param at when, by the target's clock
 * @param login account on the target
 * @param address from where, as a number; empty if it came from the target itself
 * @param port from which port; 0 if it is not known
 * @param method by what it proved who it is; empty if that is not told
 */
public record TargetLogin(
    Protocol protocol,
    Instant at,
    LogPlace place,
    String login,
    String address,
    int port,
    String method) {

  /** For people: from where. */
  public String from() {
    if (address.isEmpty()) {
      return "the target itself";
    }
    return port == 0 ? address : address + " port " + port;
  }
}
