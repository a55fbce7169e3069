package dev.gatescribe.admission.policy;

import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Protocol;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;

/**
 * Everything that a decision may depend on.
 *
 * @param target the name that was typed; it need not exist
 * @param login the account that was typed
 * @param client where the client is
 * @param askedAt when the session was asked for, which the age of a second factor counts back from
 * @param now by which time windows are judged; later than {@code askedAt} if the session lives
 */
public record Question(
    Identity identity,
    Authentication authentication,
    Protocol protocol,
    String target,
    String login,
    InetAddress client,
    Instant askedAt,
    Instant now) {
  public Question {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(askedAt, "askedAt");
    Objects.requireNonNull(now, "now");
  }
}
