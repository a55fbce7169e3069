package dev.gatescribe.session;

import java.time.Instant;
import java.util.Objects;

/**
 * Who, what, from where and when: what a recording says about its session in its first event and in
 * its manifest.
 *
 * @param principal name of the principal
 * @param target name of the target
 * @param login account on the target
 * @param clientAddress IP address and port of the client, as text
 * @param authentication method and detail by which the principal was recognised, as text
 * @param rule name of the policy that admitted the session
 * @param startedAt wall clock at the opening of the recording
 * @param labels those of the target when the session began
 */
public record SessionDescription(
    RecordingId id,
    Protocol protocol,
    String principal,
    String target,
    String login,
    String clientAddress,
    String authentication,
    String rule,
    Instant startedAt,
    Labels labels) {
  public SessionDescription {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(login, "login");
    Objects.requireNonNull(clientAddress, "clientAddress");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(labels, "labels");
  }

  /** A session on a target without labels. */
  public SessionDescription(
      RecordingId id,
      Protocol protocol,
      String principal,
      String target,
      String login,
      String clientAddress,
      String authentication,
      String rule,
      Instant startedAt) {
    this(
        id,
        protocol,
        principal,
        target,
        login,
        clientAddress,
        authentication,
        rule,
        startedAt,
        Labels.NONE);
  }

  /** Describes an admitted session that starts at {@code startedAt}. */
  public static SessionDescription of(
      SessionRequest request, Admission.Admitted admitted, Instant startedAt) {
    var address = request.clientAddress();
    return new SessionDescription(
        request.id(),
        request.protocol(),
        request.principal().name(),
        request.target(),
        request.login(),
        address.getAddress().getHostAddress() + ":" + address.getPort(),
        request.authentication().text(),
        admitted.constraints().rule(),
        startedAt,
        admitted.proof().target().labels());
  }
}
