package dev.gatescribe.admission.policy;

import dev.gatescribe.admission.policy.Policy.Effect;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from the targets, groups and policies that were loaded, and from nothing else.
 *
 * <p>A policy that denies wins over every one that allows. Of those that allow, the first in the
 * order of the files admits, on its own terms. What no policy allows is denied.
 *
 * <p>Immutable, and for any number of threads.
 */
public final class PolicyEngine {
  private final String version;
  private final Map<String, Target> targets = new HashMap<>();
  private final Map<String, AccessGroup> groups = new HashMap<>();
  private final List<Policy> policies;
  private final PolicyIndex index;

  /**
   * @param version says which policies these are, in audit events
   * @param groups none of which leads back to itself
   * @param policies in the order of the files
   */
  public PolicyEngine(
      String version,
      Collection<Target> targets,
      Collection<AccessGroup> groups,
      List<Policy> policies) {
    this.version = version;
    targets.forEach(target -> this.targets.put(target.name(), target));
    groups.forEach(group -> this.groups.put(group.name(), group));
    this.policies = List.copyOf(policies);
    this.index = new PolicyIndex(this.policies, targets);
  }

  public String version() {
    return version;
  }

  /** What the policies say. */
  public Decision decide(Question question) {
    Target target = target(question);
    if (target == null) {
      return unknownTarget();
    }
    Evaluation evaluation = new Evaluation(question, target, groups);
    Tally tally = new Tally(target);
    for (Policy policy : index.speakingOf(target)) {
      tally.add(policy, evaluation.examine(policy));
      if (tally.isDecided()) {
        break;
      }
    }
    return tally.decision();
  }

  /** The same decision, and how each policy came out, in words. */
  public Explanation explain(Question question) {
    Target target = target(question);
    if (target == null) {
      return new Explanation(unknownTarget(), List.of());
    }
    Evaluation evaluation = new Evaluation(question, target, groups);
    List<Explanation.Line> lines = new ArrayList<>();
    for (Policy policy : policies) {
      Finding finding =
          policy.targets().includes(target) ? evaluation.examine(policy) : Finding.OTHER_TARGET;
      lines.add(
          new Explanation.Line(
              policy,
              finding instanceof Finding.Applies,
              finding instanceof Finding.OtherTarget,
              evaluation.words(finding, policy)));
    }
    return new Explanation(decide(question), lines);
  }

  private @Nullable Target target(Question question) {
    Target known = targets.get(question.target());
    return known != null && known.protocol() == question.protocol() ? known : null;
  }

  private static Decision unknownTarget() {
    return new Decision.Refused(DenialReason.UNKNOWN_TARGET, "", false, "");
  }

  /** What is known after some of the policies; denying ones come first. */
  private static final class Tally {
    private final Target target;
    private @Nullable Policy denying;
    private @Nullable Policy admitting;
    private @Nullable Policy wantingSecondFactor;
    private @Nullable Policy ofOtherLogins;
    private @Nullable Policy failing;
    private String detail = "";
    private String failure = "";

    Tally(Target target) {
      this.target = target;
    }

    void add(Policy policy, Finding finding) {
      switch (finding) {
        case Finding.Applies _ -> apply(policy);
        case Finding.ConditionFailed(var problem) -> fail(policy, problem);
        case Finding.SecondFactorMissing(var requirement)
            when policy.effect() == Effect.ALLOW && wantingSecondFactor == null -> {
          wantingSecondFactor = policy;
          detail = requirement.inWords();
        }
        case Finding.OtherLogin _ when policy.effect() == Effect.ALLOW && ofOtherLogins == null ->
            ofOtherLogins = policy;
        case Finding.SecondFactorMissing _, Finding.OtherLogin _, Finding.OtherTarget _ -> {}
        case Finding.OtherProtocol _, Finding.NotIncluded _, Finding.Excluded _ -> {}
        case Finding.RequirementNotMet _, Finding.ConditionFalse _ -> {}
      }
    }

    /** The first of each effect counts. */
    private void apply(Policy policy) {
      switch (policy.effect()) {
        case DENY -> denying = denying == null ? policy : denying;
        case ALLOW -> admitting = admitting == null ? policy : admitting;
      }
    }

    /** A condition that cannot be evaluated denies as far as its policy reaches. */
    private void fail(Policy policy, String problem) {
      if (failing == null || (policy.effect() == Effect.DENY && failing.effect() == Effect.ALLOW)) {
        failing = policy;
        failure = problem;
      }
    }

    boolean isDecided() {
      return admitting != null;
    }

    Decision decision() {
      boolean otherwiseAdmitted = admitting != null;
      if (denying != null) {
        return refused(DenialReason.DENIED_BY_POLICY, denying, otherwiseAdmitted, "");
      }
      if (failing != null && failing.effect() == Effect.DENY) {
        return refused(DenialReason.CONDITION_FAILED, failing, false, failure);
      }
      if (admitting != null) {
        return new Decision.Allowed(target, admitting);
      }
      if (wantingSecondFactor != null) {
        return refused(DenialReason.SECOND_FACTOR_REQUIRED, wantingSecondFactor, true, detail);
      }
      if (ofOtherLogins != null) {
        return refused(DenialReason.LOGIN_NOT_ALLOWED, ofOtherLogins, true, "");
      }
      if (failing != null) {
        return refused(DenialReason.CONDITION_FAILED, failing, false, failure);
      }
      return new Decision.Refused(DenialReason.TARGET_NOT_ALLOWED, "", false, "");
    }

    private static Decision refused(
        DenialReason reason, Policy policy, boolean mayKnow, String detail) {
      return new Decision.Refused(reason, policy.name(), mayKnow, detail);
    }
  }
}
