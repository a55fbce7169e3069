package dev.gatescribe.admission;

import dev.gatescribe.admission.policy.Decision;
import dev.gatescribe.admission.policy.Explanation;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.admission.policy.Question;
import java.util.Optional;

/**
 * A question to policies, and the answer that is expected.
 *
 * @param line where it stands in its file
 * @param allowed whether it is to be allowed
 * @param policy the name of the one that is to decide; empty if any may
 * @param reason the code of the denial; empty if any will do
 */
public record PolicyCase(
    String name,
    int line,
    Question question,
    boolean allowed,
    Optional<String> policy,
    Optional<String> reason) {

  /**
   * How it came out.
   *
   * @param failure what is not as expected; empty if all is
   */
  public record Outcome(PolicyCase tried, Explanation explanation, Optional<String> failure) {}

  /** Asks the policies. */
  Outcome run(PolicyEngine engine) {
    Explanation explanation = engine.explain(question);
    return new Outcome(this, explanation, failure(explanation));
  }

  private Optional<String> failure(Explanation explanation) {
    boolean asExpected =
        switch (explanation.decision()) {
          case Decision.Allowed(_, var by) ->
              allowed && policy.map(by.name()::equals).orElse(true) && reason.isEmpty();
          case Decision.Refused refused ->
              !allowed
                  && policy.map(refused.policy()::equals).orElse(true)
                  && reason.map(refused.reason().code()::equals).orElse(true);
        };
    return asExpected
        ? Optional.empty()
        : Optional.of("expected " + expectation() + ", and it is " + explanation.outcome());
  }

  private String expectation() {
    return (allowed ? "allow" : "deny")
        + policy.map(name -> " by policy " + name).orElse("")
        + reason.map(code -> " for " + code).orElse("");
  }
}
