package dev.gatescribe.server;

import dev.gatescribe.admission.policy.Explanation;
import java.util.List;
import java.util.stream.Stream;

/** An explanation of a decision, in lines for people. */
final class PolicyExplanationText {
  private PolicyExplanationText() {}

  /** The policies that speak of the target, and how many do not. */
  static List<String> lines(Explanation explanation) {
    long elsewhere = explanation.lines().stream().filter(Explanation.Line::isElsewhere).count();
    Stream<String> told =
        explanation.lines().stream()
            .filter(line -> !line.isElsewhere())
            .map(line ->
                "%s %s (%s): %s"
                    .formatted(
                        line.policy().effect().code(),
                        line.policy().name(),
                        line.policy().owner(),
                        line.words()));
    return Stream.concat(
            told,
            elsewhere == 0
                ? Stream.empty()
                : Stream.of(elsewhere + " more policies speak of other targets"))
        .toList();
  }
}
