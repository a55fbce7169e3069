package dev.gatescribe.admission.policy;

import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Target;
import java.util.List;
import java.util.Set;

/** The targets that a policy speaks of. */
public sealed interface TargetSelection {

  boolean includes(Target target);

  /** Every target there is. */
  record Every() implements TargetSelection {
    @Override
    public boolean includes(Target target) {
      return true;
    }
  }

  /**
   * These targets.
   *
   * @param names by name, letter by letter
   * @param labels those that have all labels of one of these
   */
  record Only(Set<String> names, List<Labels> labels) implements TargetSelection {
    public Only {
      names = Set.copyOf(names);
      labels = List.copyOf(labels);
      if (labels.stream().anyMatch(Labels::isEmpty)) {
        throw new IllegalArgumentException("no labels would mean every target");
      }
    }

    @Override
    public boolean includes(Target target) {
      return names.contains(target.name())
          || labels.stream().anyMatch(wanted -> target.labels().include(wanted));
    }
  }
}
