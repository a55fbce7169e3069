package dev.gatescribe.admission.policy;

import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The chapter "How it is decided" of docs/policies.md, sentence by sentence: slow, and written
 * without a look at the engine. It knows conditions by their text alone.
 */
final class ByTheBook {
  private final Collection<Target> targets;
  private final Collection<AccessGroup> groups;
  private final List<Policy> policies;

  ByTheBook(Collection<Target> targets, Collection<AccessGroup> groups, List<Policy> policies) {
    this.targets = targets;
    this.groups = groups;
    this.policies = policies;
  }

  /** {@code allowed POLICY}, or the code of the reason, the policy, and whether it is told. */
  String decide(Question question) {
    // 1. A target of the asked name and protocol is there; otherwise unknown-target.
    List<Target> meant =
        targets.stream()
            .filter(target -> target.name().equals(question.target()))
            .filter(target -> target.protocol() == question.protocol())
            .toList();
    if (meant.isEmpty()) {
      return "unknown-target  false";
    }
    Target target = meant.getFirst();
    List<Policy> allowing = new ArrayList<>();
    List<Policy> denying = new ArrayList<>();
    for (Policy policy : policies) {
      boolean speaksOfIt = speaksOf(policy.targets(), target);
      if (speaksOfIt && policy.effect() == Policy.Effect.ALLOW) {
        allowing.add(policy);
      }
      if (speaksOfIt && policy.effect() == Policy.Effect.DENY) {
        denying.add(policy);
      }
    }
    String admitting = "";
    for (Policy policy : allowing) {
      if (admitting.isEmpty() && applies(policy, question)) {
        admitting = policy.name();
      }
    }
    // 2. A policy that denies applies: denied, whatever others allow.
    for (Policy policy : denying) {
      if (applies(policy, question)) {
        return "denied-by-policy " + policy.name() + " " + !admitting.isEmpty();
      }
    }
    // ... and where its condition cannot be evaluated, it denies as well.
    for (Policy policy : denying) {
      if (holdsButItsCondition(policy, question) && fails(policy)) {
        return "condition-failed " + policy.name() + " false";
      }
    }
    // 3. The first that allows and applies admits.
    if (!admitting.isEmpty()) {
      return "allowed " + admitting;
    }
    // 4. Nothing but a second factor is missing.
    for (Policy policy : allowing) {
      if (audienceHolds(policy, question, true)
          && loginHolds(policy, question)
          && conditionHolds(policy, question)) {
        return "second-factor-required " + policy.name() + " true";
      }
    }
    // 5. All that is said of people holds, and the login is another.
    for (Policy policy : allowing) {
      boolean hasProtocol = policy.permissions().containsKey(question.protocol());
      if (hasProtocol && audienceHolds(policy, question, true) && !loginHolds(policy, question)) {
        return "login-not-allowed " + policy.name() + " true";
      }
    }
    for (Policy policy : allowing) {
      if (audienceHolds(policy, question, true) && loginHolds(policy, question) && fails(policy)) {
        return "condition-failed " + policy.name() + " false";
      }
    }
    return "target-not-allowed  false";
  }

  private static boolean speaksOf(TargetSelection selection, Target target) {
    return switch (selection) {
      case TargetSelection.Every() -> true;
      case TargetSelection.Only(var names, var labels) -> {
        boolean found = names.stream().anyMatch(name -> name.equals(target.name()));
        for (var wanted : labels) {
          boolean all = true;
          for (Map.Entry<String, String> label : wanted.values().entrySet()) {
            all &= label.getValue().equals(target.labels().values().get(label.getKey()));
          }
          found |= all;
        }
        yield found;
      }
    };
  }

  private boolean applies(Policy policy, Question question) {
    return holdsButItsCondition(policy, question) && conditionHolds(policy, question);
  }

  private boolean holdsButItsCondition(Policy policy, Question question) {
    return audienceHolds(policy, question, false) && loginHolds(policy, question);
  }

  /** A policy that denies and names no protocol speaks of all protocols and logins. */
  private static boolean loginHolds(Policy policy, Question question) {
    if (policy.permissions().isEmpty()) {
      return true;
    }
    Permission permission = policy.permissions().get(question.protocol());
    if (permission == null) {
      return false;
    }
    return switch (permission.logins()) {
      case NameSelection.Every() -> true;
      case NameSelection.Only(var names) -> names.stream().anyMatch(question.login()::equals);
    };
  }

  private static boolean fails(Policy policy) {
    return policy.when().filter(when -> when.text().equals(RandomWorld.FAILING)).isPresent();
  }

  private static boolean conditionHolds(Policy policy, Question question) {
    String text = policy.when().map(Condition::text).orElse("");
    return switch (text) {
      case "" -> true;
      case RandomWorld.NOT_ROOT -> !question.login().equals("root");
      case RandomWorld.FAILING -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private boolean audienceHolds(Policy policy, Question question, boolean withoutSecondFactors) {
    Audience audience = policy.audience();
    boolean included = false;
    for (Selector selector : audience.include()) {
      included |= holds(selector, question);
    }
    boolean required = true;
    for (Selector selector : audience.require()) {
      boolean ignored = withoutSecondFactors && selector instanceof Selector.SecondFactor;
      required &= ignored || holds(selector, question);
    }
    boolean excluded = false;
    for (Selector selector : audience.exclude()) {
      excluded |= holds(selector, question);
    }
    return included && required && !excluded;
  }

  private boolean holds(Selector selector, Question question) {
    String email = question.identity().email().orElse("");
    return switch (selector) {
      case Selector.Everyone _ -> true;
      case Selector.ServiceAccount _ -> question.identity().kind().code().equals("service-account");
      case Selector.Named(var names) ->
          names.stream().anyMatch(question.identity().principal().name()::equals);
      case Selector.Email(var addresses) ->
          addresses.stream().anyMatch(address -> address.equalsIgnoreCase(email));
      case Selector.EmailDomain(var domains) ->
          domains.stream()
              .anyMatch(domain ->
                  email
                      .toUpperCase(java.util.Locale.ROOT)
                      .endsWith("@" + domain.toUpperCase(java.util.Locale.ROOT)));
      case Selector.OfIdpGroup(var wanted) -> {
        boolean found = false;
        for (IdpGroup one : wanted) {
          for (IdpGroup mine : question.identity().idpGroups()) {
            found |= one.issuer().equals(mine.issuer()) && one.name().equals(mine.name());
          }
        }
        yield found;
      }
      case Selector.OfGroup(var names) ->
          groups.stream()
              .filter(group -> names.contains(group.name()))
              .anyMatch(group -> groupHolds(group.audience(), question));
      case Selector.FromAddress(var ranges) ->
          ranges.stream().anyMatch(range -> range.contains(question.client()));
      case Selector.ByMethod(var methods) -> methods.contains(question.authentication().method());
      case Selector.SecondFactor(var age) -> {
        Instant shown = question.authentication().secondFactorAt().orElse(null);
        if (shown == null) {
          yield false;
        }
        Duration since = Duration.between(shown, question.askedAt());
        yield age.isEmpty() || !since.minus(age.get()).isPositive();
      }
      case Selector.Posture(var values) ->
          values.entrySet().stream()
              .allMatch(claim ->
                  claim.getValue().equals(question.authentication().posture().get(claim.getKey())));
      case Selector.Within(var window) -> window.contains(question.now());
    };
  }

  private boolean groupHolds(Audience audience, Question question) {
    return audience.include().stream().anyMatch(selector -> holds(selector, question))
        && audience.require().stream().allMatch(selector -> holds(selector, question))
        && audience.exclude().stream().noneMatch(selector -> holds(selector, question));
  }
}
