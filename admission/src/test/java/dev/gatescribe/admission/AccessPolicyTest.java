package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.admission.AccessPolicy.Decision;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPolicyTest {

  @ParameterizedTest(name = "{0} over {1} to {2} as {3}: {4} {5}")
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          # principal | protocol   | target  | login    | outcome            | rule
          ada         | SSH        | web-1   | deploy   | allowed            | ada-web
          ada         | SSH        | web-1   | root     | allowed            | ada-web
          ada         | SSH        | web-1   | backup   | allowed            | ada-web-again
          ada         | SSH        | web-1   | reader   | login-not-allowed  | ada-web
          ada         | SSH        | web-1   | ''       | login-not-allowed  | ada-web
          ada         | SSH        | web-1   | *        | login-not-allowed  | ada-web
          ada         | SSH        | web-1   | Root     | login-not-allowed  | ada-web
          ada         | SSH        | web-1   | 'root '  | login-not-allowed  | ada-web
          ada         | SSH        | web-1   | root,x   | login-not-allowed  | ada-web
          ada         | SSH        | web-2   | reader   | allowed            | everybody-reads
          ada         | SSH        | web-2   | root     | login-not-allowed  | everybody-reads
          ada         | SSH        | lonely  | root     | target-not-allowed | ''
          ada         | SSH        | nowhere | root     | unknown-target     | ''
          ada         | SSH        | WEB-1   | root     | unknown-target     | ''
          ada         | SSH        | 'web-1 '| root     | unknown-target     | ''
          ada         | SSH        | *       | root     | unknown-target     | ''
          ada         | SSH        | ''      | root     | unknown-target     | ''
          ada         | SSH        | db-1    | ada_role | unknown-target     | ''
          ada         | POSTGRESQL | db-1    | ada_role | allowed            | ada-db
          ada         | POSTGRESQL | db-1    | postgres | login-not-allowed  | ada-db
          ada         | POSTGRESQL | web-1   | root     | unknown-target     | ''
          ada         | KUBERNETES | web-1   | root     | unknown-target     | ''
          grace       | SSH        | web-1   | root     | allowed            | grace-all-web
          grace       | SSH        | web-1   | anything | allowed            | grace-all-web
          grace       | SSH        | web-2   | reader   | allowed            | grace-all-web
          grace       | SSH        | lonely  | root     | target-not-allowed | ''
          grace       | POSTGRESQL | db-1    | ada_role | target-not-allowed | ''
          linus       | SSH        | web-1   | deploy   | target-not-allowed | ''
          linus       | SSH        | web-2   | reader   | allowed            | everybody-reads
          linus       | SSH        | web-2   | deploy   | login-not-allowed  | everybody-reads
          linus       | SSH        | nowhere | reader   | unknown-target     | ''
          stranger    | SSH        | web-2   | reader   | unknown-principal  | ''
          ADA         | SSH        | web-1   | root     | unknown-principal  | ''
          *           | SSH        | web-2   | reader   | unknown-principal  | ''
          """)
  void decides(
      String principal,
      Protocol protocol,
      String target,
      String login,
      String outcome,
      String rule) {
    Decision decision =
        new AccessPolicy(DecisionCases.world()).decide(principal, protocol, target, login);

    assertThat(describe(decision)).isEqualTo(outcome + " " + rule);
  }

  @Test
  void withoutRulesNobodyIsAdmitted() {
    AdmissionConfiguration world = DecisionCases.world();
    AccessPolicy policy =
        new AccessPolicy(
            new AdmissionConfiguration(
                Durability.DISK, world.targets(), world.principals(), List.of()));

    assertThat(describe(policy.decide("ada", Protocol.SSH, "web-1", "root")))
        .isEqualTo("target-not-allowed ");
  }

  /**
   * Random worlds against a slow reading of docs/configuration.md. Seeded; a failure names the
   * seed, and {@code -Dgatescribe.seed=…} replays it.
   */
  @Test
  void agreesWithTheDocumentationInRandomWorlds() {
    long seed = Long.getLong("gatescribe.seed", System.nanoTime());
    System.out.println("agreesWithTheDocumentationInRandomWorlds seed " + seed);
    Random random = new Random(seed);
    Set<String> outcomes = new HashSet<>();
    for (int round = 0; round < 3_000; round++) {
      AdmissionConfiguration world = randomWorld(random);
      AccessPolicy policy = new AccessPolicy(world);
      for (int question = 0; question < 20; question++) {
        String principal = pick(random, "p", 5);
        String target = pick(random, "t", 5);
        String login = pick(random, "l", 4);
        Protocol protocol = random.nextInt(5) == 0 ? Protocol.POSTGRESQL : Protocol.SSH;

        String decision = describe(policy.decide(principal, protocol, target, login));

        assertThat(decision)
            .as(
                "seed %d, round %d: %s to %s as %s in %s",
                seed, round, principal, target, login, world)
            .isEqualTo(byTheBook(world, principal, protocol, target, login));
        outcomes.add(decision.substring(0, decision.indexOf(' ')));
      }
    }
    assertThat(outcomes)
        .as("every outcome was met, seed %d", seed)
        .containsExactlyInAnyOrder(
            "allowed",
            "unknown-principal",
            "unknown-target",
            "target-not-allowed",
            "login-not-allowed");
  }

  /** The chapter "Who may" of the guide, sentence by sentence. */
  private static String byTheBook(
      AdmissionConfiguration world,
      String principal,
      Protocol protocol,
      String target,
      String login) {
    if (world.principals().stream().noneMatch(p -> p.principal().name().equals(principal))) {
      return "unknown-principal ";
    }
    if (world.targets().stream()
        .noneMatch(
            t -> t.target().name().equals(target) && t.target().protocol().equals(protocol))) {
      return "unknown-target ";
    }
    List<AccessRule> forTarget =
        world.rules().stream()
            .filter(rule -> names(rule.principals(), principal) && names(rule.targets(), target))
            .toList();
    if (forTarget.isEmpty()) {
      return "target-not-allowed ";
    }
    return forTarget.stream()
        .filter(rule -> names(rule.logins(), login))
        .findFirst()
        .map(rule -> "allowed " + rule.name())
        .orElse("login-not-allowed " + forTarget.getFirst().name());
  }

  private static boolean names(NameSelection selection, String name) {
    return switch (selection) {
      case NameSelection.Every _ -> true;
      case NameSelection.Only(Set<String> names) -> names.stream().anyMatch(name::equals);
    };
  }

  private static AdmissionConfiguration randomWorld(Random random) {
    List<TargetDefinition> targets = new ArrayList<>();
    List<PrincipalDefinition> principals = new ArrayList<>();
    List<AccessRule> rules = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Protocol protocol = random.nextInt(4) == 0 ? Protocol.POSTGRESQL : Protocol.SSH;
      targets.add(DecisionCases.target("t" + i, protocol));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      principals.add(DecisionCases.principal("p" + i));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      rules.add(
          DecisionCases.rule(
              "r" + i,
              selection(random, "p", 5),
              selection(random, "t", 5),
              selection(random, "l", 4),
              ""));
    }
    return new AdmissionConfiguration(Durability.DISK, targets, principals, rules);
  }

  private static NameSelection selection(Random random, String prefix, int count) {
    if (random.nextInt(4) == 0) {
      return DecisionCases.every();
    }
    Set<String> names = new HashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      names.add(pick(random, prefix, count));
    }
    return new NameSelection.Only(names);
  }

  private static String pick(Random random, String prefix, int count) {
    String name = prefix + (1 + random.nextInt(count));
    return random.nextInt(20) == 0 ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static String describe(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> "allowed " + allowed.rule().name();
      case Decision.Refused(DenialReason reason, String rule) -> reason.code() + " " + rule;
    };
  }
}
