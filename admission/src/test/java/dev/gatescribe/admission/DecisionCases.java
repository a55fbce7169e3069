package dev.gatescribe.admission;

import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The small world in which the tests of decisions play. */
final class DecisionCases {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private DecisionCases() {}

  /** Principals ada, grace, linus; targets web-1, web-2, db-1 (PostgreSQL) and lonely. */
  static AdmissionConfiguration world() {
    return new AdmissionConfiguration(
        Durability.DISK,
        List.of(
            target("web-1", Protocol.SSH),
            target("web-2", Protocol.SSH),
            target("db-1", Protocol.POSTGRESQL),
            target("lonely", Protocol.SSH)),
        List.of(principal("ada"), principal("grace"), principal("linus")),
        List.of(
            rule("ada-web", only("ada"), only("web-1"), only("deploy", "root"), "PT8H"),
            rule("ada-web-again", only("ada"), only("web-1"), only("root", "backup"), "PT1H"),
            rule("grace-all-web", only("grace"), only("web-1", "web-2"), every(), ""),
            rule("everybody-reads", every(), only("web-2"), only("reader"), "PT30M"),
            rule("ada-db", only("ada"), only("db-1"), only("ada_role"), "")));
  }

  static TargetDefinition target(String name, Protocol protocol) {
    return new TargetDefinition(
        new Target(name, protocol, "127.0.0.1", 22, trust(protocol)), List.of());
  }

  private static TargetTrust trust(Protocol protocol) {
    return protocol == Protocol.SSH
        ? new TargetTrust.PinnedHostKeys(List.of("ssh-ed25519 AAAA"))
        : new TargetTrust.Unprotected();
  }

  static PrincipalDefinition principal(String name) {
    return new PrincipalDefinition(
        new Principal(name), Identity.Kind.PERSON, Optional.empty(), List.of(), List.of());
  }

  /** An empty {@code maximum} is no bound. */
  static AccessRule rule(
      String name,
      NameSelection principals,
      NameSelection targets,
      NameSelection logins,
      String maximum) {
    Optional<Duration> duration =
        maximum.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(maximum));
    return new AccessRule(
        name,
        principals,
        targets,
        logins,
        new NamespaceScope.Every(),
        duration,
        new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.DISK));
  }

  static NameSelection only(String... names) {
    return new NameSelection.Only(Set.of(names));
  }

  static NameSelection every() {
    return new NameSelection.Every();
  }

  static SessionRequest request(String principal, Protocol protocol, String target, String login) {
    return new SessionRequest(
        RecordingId.create(NOW),
        protocol,
        new Principal(principal),
        new Authentication(AuthenticationMethod.PUBLIC_KEY, "SHA256:test", NOW),
        target,
        login,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
        NOW);
  }
}
