package dev.gatescribe.admission;

import dev.gatescribe.admission.policy.AccessGroup;
import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.NameSelection;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.admission.policy.Selector;
import dev.gatescribe.admission.policy.TargetSelection;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdentityDirectory;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The small world in which the tests of admissions play. */
final class DecisionCases {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** Knows ada, grace and linus. */
  static final IdentityDirectory PEOPLE =
      principal ->
          Set.of("ada", "grace", "linus").contains(principal.name())
              ? Optional.of(
                  new Identity(principal, Identity.Kind.PERSON, Optional.empty(), Set.of()))
              : Optional.empty();

  private DecisionCases() {}

  /** Targets web-1, web-2, db-1 (PostgreSQL) and lonely, and policies for the first three. */
  static PolicyEngine world() {
    return world(
        List.of(
            allow("ada-web", named("ada"), Set.of("web-1"), only("deploy", "root"), "PT8H"),
            allow("grace-all-web", named("grace"), Set.of("web-1", "web-2"), every(), "")));
  }

  static PolicyEngine world(List<Policy> policies) {
    return new PolicyEngine(
        "v1",
        List.of(
            target("web-1", Protocol.SSH),
            target("web-2", Protocol.SSH),
            target("db-1", Protocol.POSTGRESQL),
            target("lonely", Protocol.SSH)),
        List.<AccessGroup>of(),
        policies);
  }

  static Target target(String name, Protocol protocol) {
    return new Target(name, protocol, "127.0.0.1", 22, trust(protocol));
  }

  private static TargetTrust trust(Protocol protocol) {
    return protocol == Protocol.SSH
        ? new TargetTrust.PinnedHostKeys(List.of("ssh-ed25519 AAAA"))
        : new TargetTrust.Unprotected();
  }

  static Selector named(String name) {
    return new Selector.Named(Set.of(name));
  }

  /** An empty {@code maximum} is no bound. */
  static Policy allow(
      String name, Selector who, Set<String> targets, NameSelection logins, String maximum) {
    return allow(name, new Audience(List.of(who), List.of(), List.of()), targets, logins, maximum);
  }

  static Policy allow(
      String name, Audience who, Set<String> targets, NameSelection logins, String maximum) {
    return new Policy(
        name,
        "tests",
        Policy.Effect.ALLOW,
        who,
        Optional.empty(),
        new TargetSelection.Only(targets, List.of()),
        Map.of(Protocol.SSH, Permission.of(logins)),
        maximum.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(maximum)),
        Optional.empty(),
        terms());
  }

  static RecordingTerms terms() {
    return new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.DISK);
  }

  static Policy deny(String name, Selector who, Set<String> targets) {
    return new Policy(
        name,
        "tests",
        Policy.Effect.DENY,
        new Audience(List.of(who), List.of(), List.of()),
        Optional.empty(),
        new TargetSelection.Only(targets, List.of()),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        terms());
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
