package dev.gatescribe.admission;

import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides from the configuration alone: no clock, no log, no side effect.
 *
 * <p>What no rule allows is denied. Rules are tried in their order; the first that names the
 * principal, the target and the login admits. A denial says the first thing that was missing: a
 * known principal, an existing target of the asked protocol, a rule for the target, a rule for the
 * login.
 */
public final class AccessPolicy {
  private final Map<String, Target> targets = new HashMap<>();
  private final Set<String> principals = new HashSet<>();
  private final List<AccessRule> rules;

  public AccessPolicy(AdmissionConfiguration configuration) {
    configuration
        .targets()
        .forEach(definition -> targets.put(definition.target().name(), definition.target()));
    configuration.principals().forEach(definition -> principals.add(definition.principal().name()));
    rules = configuration.rules();
  }

  /** Whether {@code principal} may reach {@code target} by {@code protocol} as {@code login}. */
  public Decision decide(String principal, Protocol protocol, String target, String login) {
    if (!principals.contains(principal)) {
      return new Decision.Refused(DenialReason.UNKNOWN_PRINCIPAL, "");
    }
    Target known = targets.get(target);
    if (known == null || known.protocol() != protocol) {
      return new Decision.Refused(DenialReason.UNKNOWN_TARGET, "");
    }
    String firstForTarget = "";
    for (AccessRule rule : rules) {
      if (rule.principals().includes(principal) && rule.targets().includes(target)) {
        if (rule.logins().includes(login)) {
          return new Decision.Allowed(known, rule);
        }
        firstForTarget = firstForTarget.isEmpty() ? rule.name() : firstForTarget;
      }
    }
    return firstForTarget.isEmpty()
        ? new Decision.Refused(DenialReason.TARGET_NOT_ALLOWED, "")
        : new Decision.Refused(DenialReason.LOGIN_NOT_ALLOWED, firstForTarget);
  }

  /** What the configuration says. */
  public sealed interface Decision {

    /** The rule admits. */
    record Allowed(Target target, AccessRule rule) implements Decision {
      public Allowed {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(rule, "rule");
      }
    }

    /**
     * Nothing admits.
     *
     * @param rule the first rule that lets the principal reach the target, though not as this
     *     login; otherwise empty
     */
    record Refused(DenialReason reason, String rule) implements Decision {
      public Refused {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(rule, "rule");
      }
    }
  }
}
