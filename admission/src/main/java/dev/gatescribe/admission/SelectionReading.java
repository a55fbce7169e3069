package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.admission.policy.NameSelection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads lists of names, in which a star means all. */
final class SelectionReading {
  private SelectionReading() {}

  /** {@code '*'}, or what {@code name} reads. */
  static Reading<String> orEvery(Reading<String> name) {
    return node ->
        node instanceof ScalarNode scalar && scalar.text().equals(NameSelection.EVERY_NAME)
            ? Optional.of(NameSelection.EVERY_NAME)
            : name.read(node);
  }

  /** A list of names, or of {@code '*'} alone. */
  static Reading<NameSelection> selection(Reading<String> name) {
    Reading<List<Located<String>>> list = Readings.listOf(1, Readings.located(orEvery(name)));
    return node -> list.read(node).flatMap(SelectionReading::selection);
  }

  private static Optional<NameSelection> selection(List<Located<String>> parts) {
    Set<String> names = new LinkedHashSet<>();
    parts.forEach(part -> names.add(part.value()));
    boolean every = names.remove(NameSelection.EVERY_NAME);
    Set<String> seen = new HashSet<>();
    for (Located<String> part : parts) {
      String shown = VisibleText.of(part.value());
      if (!seen.add(part.value())) {
        part.node().refuse(shown + " is in this list twice", "each name once");
      } else if (every && names.contains(part.value())) {
        part.node().refuse(shown + " stands beside '*', which means all", "either '*' or names");
      }
    }
    if (every) {
      return Optional.of(new NameSelection.Every());
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new NameSelection.Only(names));
  }
}
