package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.admission.document.SequenceNode;
import dev.gatescribe.admission.policy.NameSelection;
import dev.gatescribe.admission.policy.TargetSelection;
import dev.gatescribe.session.Labels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code targets} of policies: names, labels, or {@code '*'} alone. */
final class TargetSelectionReading {
  private static final Reading<Labels> BY_LABELS =
      Readings.mapping(part -> {
        Optional<Labels> labels = part.required("labels", LabelReading.LABELS);
        if (labels.filter(Labels::isEmpty).isPresent()) {
          part.refuse("no labels would choose every target", "'*' if that is meant");
          return Optional.empty();
        }
        return labels;
      });

  private final Reading<String> known;

  TargetSelectionReading(NameRegister targets) {
    this.known = targets.known();
  }

  Reading<TargetSelection> reading() {
    return this::read;
  }

  private Optional<TargetSelection> read(DocumentNode node) {
    Optional<List<DocumentNode>> parts = Readings.listOf(1, Optional::of).read(node);
    if (parts.isEmpty() || !(node instanceof SequenceNode)) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>();
    List<Labels> labels = new ArrayList<>();
    boolean every = false;
    boolean right = true;
    for (DocumentNode part : parts.get()) {
      if (part instanceof MappingNode) {
        Optional<Labels> wanted = BY_LABELS.read(part);
        wanted.ifPresent(labels::add);
        right &= wanted.isPresent();
      } else if (part instanceof ScalarNode scalar
          && scalar.text().equals(NameSelection.EVERY_NAME)) {
        every = true;
      } else {
        Optional<String> name = known.read(part);
        right &= name.isPresent();
        if (name.isPresent() && !names.add(name.get())) {
          part.refuse(name.get() + " is in this list twice", "each name once");
        }
      }
    }
    if (every && parts.get().size() > 1) {
      node.refuse("'*' means all and stands beside others", "either '*' or names and labels");
      return Optional.empty();
    }
    if (every) {
      return Optional.of(new TargetSelection.Every());
    }
    return right ? Optional.of(new TargetSelection.Only(names, labels)) : Optional.empty();
  }
}
