package dev.gatescribe.testbed.bench;

import dev.gatescribe.admission.policy.AccessGroup;
import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.Condition;
import dev.gatescribe.admission.policy.ConditionException;
import dev.gatescribe.admission.policy.Decision;
import dev.gatescribe.admission.policy.NameSelection;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.admission.policy.Question;
import dev.gatescribe.admission.policy.Selector;
import dev.gatescribe.admission.policy.TargetSelection;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.testbed.fixture.NamedOptions;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** How long a decision takes where there is much to decide from. One thread. */
final class DecisionBench {
  private static final int POLICIES = 1_000;
  private static final int TARGETS = 10_000;
  private static final int GROUPS = 2_000;
  private static final int GROUPS_OF_A_PERSON = 100;
  private static final int PEOPLE = 500;
  private static final int TEAMS = 40;
  private static final List<String> ENVIRONMENTS = List.of("production", "staging", "test");

  private DecisionBench() {}

  static void run(List<String> words) {
    NamedOptions options = NamedOptions.read(words, "--decisions", "--seed");
    int count = (int) options.number("--decisions", 200_000, 1_000);
    Random random = new Random(options.number("--seed", 1, 0));
    long loading = System.nanoTime();
    PolicyEngine engine = engine(random);
    System.out.printf(
        "%d policies, %d targets, %d groups, of which a person is in %d; put together in %d ms%n",
        POLICIES, TARGETS, GROUPS, GROUPS_OF_A_PERSON, (System.nanoTime() - loading) / 1_000_000);
    List<Identity> people = people(random);
    measure("warming up", engine, people, random, count);
    measure("measured", engine, people, random, count);
  }

  private static void measure(
      String what, PolicyEngine engine, List<Identity> people, Random random, int count) {
    long[] nanos = new long[count];
    int allowed = 0;
    for (int i = 0; i < count; i++) {
      Question question = question(people, random);
      long begun = System.nanoTime();
      Decision decision = engine.decide(question);
      nanos[i] = System.nanoTime() - begun;
      allowed += decision instanceof Decision.Allowed ? 1 : 0;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-10s %d decisions, %d %% allowed: p50 %.1f µs, p99 %.1f µs, p99.9 %.1f µs%n",
        what, count, 100L * allowed / count, at(nanos, 0.50), at(nanos, 0.99), at(nanos, 0.999));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))] / 1_000.0;
  }

  private static PolicyEngine engine(Random random) {
    List<AccessGroup> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      groups.add(
          new AccessGroup(
              "group-" + i,
              new Audience(
                  List.of(new Selector.OfIdpGroup(Set.of(new IdpGroup("corp", "idp-" + i)))),
                  List.of(),
                  List.of())));
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      targets.add(
          new Target(
              "host-" + i,
              Protocol.SSH,
              "127.0.0.1",
              22,
              new TargetTrust.PinnedHostKeys(List.of("none")),
              Labels.of(Map.of("environment", environment(random), "team", team(random)))));
    }
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(policy(i, random));
    }
    return new PolicyEngine("bench", targets, groups, policies);
  }

  /** One in ten denies, one in fifty speaks of all targets, one in ten has a condition. */
  private static Policy policy(int number, Random random) {
    TargetSelection targets =
        number % 50 == 0
            ? new TargetSelection.Every()
            : new TargetSelection.Only(
                Set.of("host-" + random.nextInt(TARGETS)),
                List.of(
                    Labels.of(Map.of("environment", environment(random), "team", team(random)))));
    int group = random.nextInt(GROUPS);
    return new Policy(
        "policy-" + number,
        "bench",
        number % 10 == 3 ? Policy.Effect.DENY : Policy.Effect.ALLOW,
        new Audience(
            List.of(
                new Selector.OfGroup(Set.of("group-" + group, "group-" + (group + 1) % GROUPS))),
            List.of(),
            List.of()),
        number % 10 == 7 ? Optional.of(condition()) : Optional.empty(),
        targets,
        Map.of(
            Protocol.SSH, Permission.of(new NameSelection.Only(Set.of("deploy", "root", "app")))),
        Optional.empty(),
        Optional.empty(),
        new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.DISK));
  }

  private static Condition condition() {
    try {
      return Condition.compile("request.login != \"root\" || \"group-1\" in identity.groups");
    } catch (ConditionException e) {
      throw new IllegalStateException("the benchmark's own condition", e);
    }
  }

  private static List<Identity> people(Random random) {
    List<Identity> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      Set<IdpGroup> groups = new HashSet<>();
      while (groups.size() < GROUPS_OF_A_PERSON) {
        groups.add(new IdpGroup("corp", "idp-" + random.nextInt(GROUPS)));
      }
      people.add(
          new Identity(
              new Principal("person-" + i),
              Identity.Kind.PERSON,
              Optional.of("person-" + i + "@example.org"),
              groups));
    }
    return people;
  }

  private static Question question(List<Identity> people, Random random) {
    Instant now = Instant.EPOCH;
    return new Question(
        people.get(random.nextInt(people.size())),
        new Authentication(AuthenticationMethod.PUBLIC_KEY, "bench", now),
        Protocol.SSH,
        "host-" + random.nextInt(TARGETS),
        random.nextInt(5) == 0 ? "root" : "deploy",
        InetAddress.getLoopbackAddress(),
        now,
        now);
  }

  private static String environment(Random random) {
    return ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size()));
  }

  private static String team(Random random) {
    return "team-" + random.nextInt(TEAMS);
  }
}
