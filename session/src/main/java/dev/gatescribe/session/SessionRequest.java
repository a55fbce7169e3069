package dev.gatescribe.session;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;

/**
 * A principal asks to open one session on one target.
 *
 * @param id what the session and its recording will be called, if it comes to one
 * @param principal who asks; already authenticated
 * @param authentication how they proved it
 * @param target the name that was typed; it need not exist
 * @param login the account on the target; it need not exist
 * @param clientAddress the other end of the client's socket
 * @param at when the question was asked
 */
public record SessionRequest(
    RecordingId id,
    Protocol protocol,
    Principal principal,
    Authentication authentication,
    String target,
    String login,
    InetSocketAddress clientAddress,
    Instant at) {
  public SessionRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(clientAddress, "clientAddress");
    Objects.requireNonNull(at, "at");
  }
}
