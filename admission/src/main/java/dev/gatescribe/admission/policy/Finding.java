package dev.gatescribe.admission.policy;

/** How far a question got with one policy; what is named stopped it. */
sealed interface Finding {

  record OtherTarget() implements Finding {}

  record OtherProtocol() implements Finding {}

  record NotIncluded() implements Finding {}

  record Excluded(Selector by) implements Finding {}

  record RequirementNotMet(Selector requirement) implements Finding {}

  record OtherLogin() implements Finding {}

  record ConditionFalse() implements Finding {}

  record ConditionFailed(String problem) implements Finding {}

  /** Everything else holds. */
  record SecondFactorMissing(Selector.SecondFactor requirement) implements Finding {}

  /** The policy speaks of this, because of a part of its {@code include}. */
  record Applies(Selector because) implements Finding {}

  Finding OTHER_TARGET = new OtherTarget();
  Finding OTHER_PROTOCOL = new OtherProtocol();
  Finding NOT_INCLUDED = new NotIncluded();
  Finding OTHER_LOGIN = new OtherLogin();
  Finding CONDITION_FALSE = new ConditionFalse();
}
