package dev.gatescribe.admission.policy;

import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question being answered. Remembers which groups the person is in, because many policies ask
 * for the same. For one thread.
 */
final class Evaluation {
  private final Question question;
  private final Target target;
  private final Map<String, AccessGroup> groups;
  private final Map<String, Boolean> memberships = new HashMap<>();
  private final String email;
  private final String emailDomain;
  private @Nullable List<String> allGroups;

  Evaluation(Question question, Target target, Map<String, AccessGroup> groups) {
    this.question = question;
    this.target = target;
    this.groups = groups;
    this.email = question.identity().email().orElse("").toLowerCase(Locale.ROOT);
    this.emailDomain = email.substring(email.lastIndexOf('@') + 1);
  }

  /** How far the question gets with a policy that speaks of the target. */
  Finding examine(Policy policy) {
    Permission permission = policy.permissions().get(question.protocol());
    if (permission == null && !policy.permissions().isEmpty()) {
      return Finding.OTHER_PROTOCOL;
    }
    Audience audience = policy.audience();
    Selector because = first(audience.include());
    if (because == null) {
      return Finding.NOT_INCLUDED;
    }
    Selector excluding = first(audience.exclude());
    if (excluding != null) {
      return new Finding.Excluded(excluding);
    }
    Selector.@Nullable SecondFactor secondFactor = null;
    for (Selector requirement : audience.require()) {
      if (!matches(requirement)) {
        // Only of a policy that allows is it worth knowing that nothing else is missing.
        if (!(requirement instanceof Selector.SecondFactor missing)
            || policy.effect() == Policy.Effect.DENY) {
          return new Finding.RequirementNotMet(requirement);
        }
        secondFactor = missing;
      }
    }
    if (permission != null && !permission.logins().includes(question.login())) {
      return Finding.OTHER_LOGIN;
    }
    if (policy.when().isPresent()) {
      try {
        if (!policy.when().get().holds(this::fact)) {
          return Finding.CONDITION_FALSE;
        }
      } catch (ConditionException failure) {
        return new Finding.ConditionFailed(failure.explanation());
      }
    }
    return secondFactor == null
        ? new Finding.Applies(because)
        : new Finding.SecondFactorMissing(secondFactor);
  }

  private @Nullable Selector first(List<Selector> selectors) {
    for (Selector selector : selectors) {
      if (matches(selector)) {
        return selector;
      }
    }
    return null;
  }

  private boolean matches(Audience audience) {
    for (Selector requirement : audience.require()) {
      if (!matches(requirement)) {
        return false;
      }
    }
    return first(audience.include()) != null && first(audience.exclude()) == null;
  }

  private boolean matches(Selector selector) {
    Identity identity = question.identity();
    return switch (selector) {
      case Selector.Everyone() -> true;
      case Selector.ServiceAccount() -> identity.kind() == Identity.Kind.SERVICE_ACCOUNT;
      case Selector.Named(var names) -> names.contains(identity.principal().name());
      case Selector.Email(var addresses) -> !email.isEmpty() && addresses.contains(email);
      case Selector.EmailDomain(var domains) -> !email.isEmpty() && domains.contains(emailDomain);
      case Selector.OfIdpGroup(var wanted) -> containsAny(identity.idpGroups(), wanted);
      case Selector.OfGroup(var names) -> isInAny(names);
      case Selector.FromAddress(var ranges) ->
          ranges.stream().anyMatch(range -> range.contains(question.client()));
      case Selector.ByMethod(var methods) -> methods.contains(question.authentication().method());
      case Selector.SecondFactor(var maximumAge) -> hasSecondFactor(maximumAge);
      case Selector.Posture(var values) ->
          question.authentication().posture().entrySet().containsAll(values.entrySet());
      case Selector.Within(var window) -> window.contains(question.now());
    };
  }

  private static <T> boolean containsAny(Collection<T> those, Collection<T> wanted) {
    for (T one : wanted) {
      if (those.contains(one)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInAny(Collection<String> names) {
    for (String name : names) {
      if (isIn(name)) {
        return true;
      }
    }
    return false;
  }

  /** Groups name no group that leads back to them; that was looked at when they were loaded. */
  private boolean isIn(String name) {
    Boolean known = memberships.get(name);
    if (known == null) {
      AccessGroup group = groups.get(name);
      // Should a group lead back to itself after all, then nobody is in it for that.
      memberships.put(name, false);
      known = group != null && matches(group.audience());
      memberships.put(name, known);
    }
    return known;
  }

  private boolean hasSecondFactor(Optional<Duration> maximumAge) {
    Optional<Instant> shown = question.authentication().secondFactorAt();
    if (shown.isEmpty() || maximumAge.isEmpty()) {
      return shown.isPresent();
    }
    return Duration.between(shown.get(), question.askedAt()).compareTo(maximumAge.get()) <= 0;
  }

  /** What a name in a condition stands for; asked only for those that it needs. */
  private Optional<Object> fact(String name) {
    Identity identity = question.identity();
    return switch (name) {
      case "request.login" -> Optional.of(question.login());
      case "request.protocol" -> Optional.of(question.protocol().code());
      case "request.address" -> Optional.of(question.client().getHostAddress());
      case "request.time" -> Optional.of(question.now());
      case "identity.name" -> Optional.of(identity.principal().name());
      case "identity.kind" -> Optional.of(identity.kind().code());
      case "identity.email" -> Optional.of(email);
      case "identity.groups" -> Optional.of(allGroups());
      case "identity.idpGroups" ->
          Optional.of(
              identity.idpGroups().stream()
                  .map(group -> group.issuer() + "/" + group.name())
                  .sorted()
                  .toList());
      case "authentication.method" -> Optional.of(question.authentication().method().code());
      case "authentication.posture" -> Optional.of(question.authentication().posture());
      case "target.name" -> Optional.of(target.name());
      case "target.labels" -> Optional.of(target.labels().values());
      default -> Optional.empty();
    };
  }

  private List<String> allGroups() {
    List<String> found = allGroups;
    if (found == null) {
      found = groups.keySet().stream().filter(this::isIn).sorted().toList();
      allGroups = found;
    }
    return found;
  }

  Protocol protocol() {
    return question.protocol();
  }

  /** What stopped the question, or did not, in words. */
  String words(Finding finding, Policy policy) {
    return switch (finding) {
      case Finding.OtherTarget() -> target.name() + " is not among its targets";
      case Finding.OtherProtocol() -> "it says nothing of " + question.protocol().code();
      case Finding.NotIncluded() -> "include is not met: " + among(policy.audience().include());
      case Finding.Excluded(var by) -> "exclude is met: " + by.inWords();
      case Finding.RequirementNotMet(var requirement) ->
          "require is not met: " + requirement.inWords() + have(requirement);
      case Finding.OtherLogin() ->
          "login "
              + question.login()
              + " is not among "
              + among(policy.permissions().get(question.protocol()));
      case Finding.ConditionFalse() ->
          "its condition is false: " + policy.when().map(Condition::text).orElse("");
      case Finding.ConditionFailed(var problem) ->
          "its condition could not be evaluated: " + problem;
      case Finding.SecondFactorMissing(var requirement) ->
          "everything else holds, but "
              + requirement.inWords()
              + " is required"
              + have(requirement);
      case Finding.Applies(var because) -> "it applies: " + because.inWords();
    };
  }

  private static String among(List<Selector> selectors) {
    return String.join("; or ", selectors.stream().map(Selector::inWords).toList());
  }

  private static String among(@Nullable Permission permission) {
    return permission == null
        ? "any"
        : switch (permission.logins()) {
          case NameSelection.Every() -> "all";
          case NameSelection.Only(var names) -> String.join(", ", names.stream().sorted().toList());
        };
  }

  /** What there is instead of what was asked for. */
  private String have(Selector asked) {
    return switch (asked) {
      case Selector.FromAddress _ -> "; the client is at " + question.client().getHostAddress();
      case Selector.ByMethod _ -> "; it was by " + question.authentication().method().code();
      case Selector.Within _ -> "; it is " + question.now();
      case Selector.SecondFactor _ ->
          question
              .authentication()
              .secondFactorAt()
              .map(at -> "; the last was shown at " + at)
              .orElse("; none was shown");
      case Selector.Posture _ -> "; the device has " + question.authentication().posture();
      case Selector.Everyone _,
          Selector.ServiceAccount _,
          Selector.Named _,
          Selector.Email _,
          Selector.EmailDomain _,
          Selector.OfIdpGroup _,
          Selector.OfGroup _ ->
          "";
    };
  }
}
