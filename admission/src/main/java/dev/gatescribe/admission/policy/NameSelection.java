package dev.gatescribe.admission.policy;

import java.util.Set;

/** The names that a policy or a token speaks of. */
public sealed interface NameSelection {

  /** Written {@code '*'} in the configuration. */
  String EVERY_NAME = "*";

  boolean includes(String name);

  /** Every name there is. */
  record Every() implements NameSelection {
    @Override
    public boolean includes(String name) {
      return true;
    }
  }

  /** These names, compared letter by letter. */
  record Only(Set<String> names) implements NameSelection {
    public Only {
      names = Set.copyOf(names);
    }

    @Override
    public boolean includes(String name) {
      return names.contains(name);
    }
  }
}
