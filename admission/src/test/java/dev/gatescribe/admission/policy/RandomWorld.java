package dev.gatescribe.admission.policy;

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
import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Small worlds in which names meet often, made from a seed. */
final class RandomWorld {
  static final String NOT_ROOT = "request.login != \"root\"";

  /** There is no such label anywhere, so its value cannot be compared. */
  static final String FAILING = "target.labels[\"nowhere\"] == \"x\"";

  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
  private static final List<Protocol> PROTOCOLS =
      List.of(Protocol.SSH, Protocol.POSTGRESQL, Protocol.KUBERNETES);

  final List<Target> targets = new ArrayList<>();
  final List<AccessGroup> groups = new ArrayList<>();
  final List<Policy> policies = new ArrayList<>();
  private final Random random;

  RandomWorld(Random random) {
    this.random = random;
    for (int i = random.nextInt(5); i > 0; i--) {
      targets.add(target("t" + i));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      // Named from behind, so that a group names earlier ones only.
      groups.add(new AccessGroup("g" + groups.size(), audience()));
    }
    for (int i = random.nextInt(7); i > 0; i--) {
      policies.add(policy("p" + i));
    }
  }

  private Target target(String name) {
    Protocol protocol = one(PROTOCOLS.subList(0, 1 + random.nextInt(3)));
    return new Target(
        name,
        protocol,
        "127.0.0.1",
        1,
        protocol == Protocol.SSH
            ? new TargetTrust.PinnedHostKeys(List.of("none"))
            : new TargetTrust.Unprotected(),
        labels());
  }

  private Labels labels() {
    Map<String, String> labels = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      labels.put("k" + random.nextInt(2), "v" + random.nextInt(2));
    }
    return Labels.of(labels);
  }

  private Policy policy(String name) {
    boolean denies = random.nextInt(5) == 0;
    Map<Protocol, Permission> permissions = new EnumMap<>(Protocol.class);
    if (!denies || random.nextBoolean()) {
      permissions.put(one(PROTOCOLS.subList(0, 1 + random.nextInt(3))), permission());
      if (random.nextInt(3) == 0) {
        permissions.put(one(PROTOCOLS), permission());
      }
    }
    return new Policy(
        name,
        "tests",
        denies ? Policy.Effect.DENY : Policy.Effect.ALLOW,
        audience(),
        condition(),
        selection(),
        permissions,
        Optional.empty(),
        Optional.empty(),
        new RecordingTerms(RecordingTerms.Demand.REQUIRED, Durability.DISK));
  }

  private Permission permission() {
    return Permission.of(
        random.nextInt(3) == 0
            ? new NameSelection.Every()
            : new NameSelection.Only(some(() -> one(List.of("root", "deploy", "clerk")))));
  }

  private Optional<Condition> condition() {
    try {
      return switch (random.nextInt(8)) {
        case 0 -> Optional.of(Condition.compile(NOT_ROOT));
        case 1 -> Optional.of(Condition.compile(FAILING));
        default -> Optional.empty();
      };
    } catch (ConditionException e) {
      throw new AssertionError(e);
    }
  }

  private TargetSelection selection() {
    if (random.nextInt(3) == 0) {
      return new TargetSelection.Every();
    }
    List<Labels> wanted = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Labels labels = labels();
      if (!labels.isEmpty()) {
        wanted.add(labels);
      }
    }
    Set<String> names = random.nextBoolean() ? some(() -> "t" + (1 + random.nextInt(5))) : Set.of();
    return new TargetSelection.Only(names, wanted);
  }

  private Audience audience() {
    return new Audience(
        selectors(1 + random.nextInt(2)),
        random.nextInt(3) == 0 ? selectors(1) : List.of(),
        random.nextInt(3) == 0 ? selectors(1) : List.of());
  }

  private List<Selector> selectors(int count) {
    List<Selector> selectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      selectors.add(selector());
    }
    return selectors;
  }

  private Selector selector() {
    return switch (random.nextInt(14)) {
      case 0, 1 -> new Selector.Everyone();
      case 2 -> new Selector.ServiceAccount();
      case 3 -> new Selector.Named(some(() -> "n" + random.nextInt(3)));
      case 4 -> new Selector.Email(some(this::email));
      case 5 -> new Selector.EmailDomain(Set.of(one(List.of("One.example", "two.example"))));
      case 6 -> new Selector.OfIdpGroup(some(this::idpGroup));
      case 7, 8 -> new Selector.OfGroup(some(() -> "g" + (random.nextInt(groups.size() + 1) - 1)));
      case 9 -> new Selector.FromAddress(List.of(range()));
      case 10 -> new Selector.ByMethod(some(this::method));
      case 11 ->
          new Selector.SecondFactor(
              random.nextInt(4) == 0
                  ? Optional.empty()
                  : Optional.of(Duration.ofMinutes(5L * random.nextInt(3))));
      case 12 -> new Selector.Posture(Map.of("managed", one(List.of("true", "false"))));
      default ->
          new Selector.Within(
              new TimeWindow(
                  EnumSet.of(DayOfWeek.MONDAY),
                  random.nextInt(24) * 60,
                  random.nextInt(25) * 60,
                  ZoneId.of("UTC")));
    };
  }

  Question question() {
    Instant asked = NOW.plus(Duration.ofHours(random.nextInt(30)));
    return new Question(
        new Identity(
            new Principal("n" + random.nextInt(4)),
            random.nextInt(4) == 0 ? Identity.Kind.SERVICE_ACCOUNT : Identity.Kind.PERSON,
            random.nextInt(3) == 0 ? Optional.empty() : Optional.of(email()),
            new HashSet<>(some(this::idpGroup))),
        new Authentication(
            method(),
            "test",
            asked,
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(asked.minus(Duration.ofMinutes(random.nextInt(12)))),
            random.nextBoolean() ? Map.of() : Map.of("managed", one(List.of("true", "false")))),
        one(PROTOCOLS.subList(0, 1 + random.nextInt(3))),
        "t" + (1 + random.nextInt(5)),
        one(List.of("root", "deploy", "clerk", "Root")),
        address(),
        asked,
        asked.plusSeconds(random.nextInt(10_000)));
  }

  private String email() {
    return one(
        List.of("ada@one.example", "ADA@One.Example", "bob@two.example", "eve@sub.one.example"));
  }

  private IdpGroup idpGroup() {
    return new IdpGroup(one(List.of("corp", "partner")), one(List.of("dev", "ops")));
  }

  private AuthenticationMethod method() {
    return one(List.of(AuthenticationMethod.PUBLIC_KEY, AuthenticationMethod.OIDC));
  }

  private InetAddress address() {
    return InetAddress.ofLiteral(
        one(List.of("10.0.0.1", "10.128.0.1", "192.0.2.7", "2001:db8::1", "::1")));
  }

  private AddressRange range() {
    return AddressRange.parse(
            one(List.of("10.0.0.0/8", "10.0.0.0/9", "192.0.2.7", "2001:db8::/33", "::/0")))
        .orElseThrow();
  }

  private <T> Set<T> some(Supplier<T> maker) {
    Set<T> made = new HashSet<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      made.add(maker.get());
    }
    return made;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
