package dev.gatescribe.admission.policy;

import dev.gatescribe.session.DenialReason;
import java.util.List;
import java.util.Objects;

/**
 * A decision that explains itself. For operators: it names targets and policies that the person who
 * asked may know nothing of.
 *
 * @param lines one for each policy, in the order of the files
 */
public record Explanation(Decision decision, List<Line> lines) {
  public Explanation {
    Objects.requireNonNull(decision, "decision");
    lines = List.copyOf(lines);
  }

  /**
   * How one policy came out.
   *
   * @param applies whether all of it holds
   * @param isElsewhere whether it speaks of other targets only
   * @param words which of its parts decided
   */
  public record Line(Policy policy, boolean applies, boolean isElsewhere, String words) {}

  /** The decision in one line. */
  public String outcome() {
    return switch (decision) {
      case Decision.Allowed(var target, var policy) ->
          "allowed on " + target.name() + " by policy " + policy.name();
      case Decision.Refused(DenialReason reason, String policy, _, String detail) ->
          "denied: "
              + reason.code()
              + (policy.isEmpty() ? "" : " by policy " + policy)
              + (detail.isEmpty() ? "" : " (" + detail + ")");
    };
  }
}
