package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.session.Labels;
import java.util.Optional;
import java.util.TreeMap;

/** Reads labels: those of targets, and those that rules choose by. */
public final class LabelReading {
  /** A mapping of keys and values; it may be empty. */
  public static final Reading<Labels> LABELS = Readings.mapping(LabelReading::labels);

  private static final Reading<String> NOT_EMPTY =
      Readings.parsed(
          "a label's value",
          "up to 63 letters, digits, '.', '_', '-', beginning and ending with a letter or digit",
          text -> Labels.isValue(text) ? Optional.of(text) : Optional.empty());

  /** A value may be empty, but the two quotes have to be there. */
  private static final Reading<String> VALUE =
      node ->
          node instanceof ScalarNode scalar && !scalar.isNothing() && scalar.text().isEmpty()
              ? Optional.of("")
              : NOT_EMPTY.read(node);

  private LabelReading() {}

  private static Optional<Labels> labels(MappingNode mapping) {
    TreeMap<String, String> values = new TreeMap<>();
    boolean right = true;
    for (String key : mapping.keys()) {
      if (Labels.isKey(key)) {
        Optional<String> value = mapping.required(key, VALUE);
        value.ifPresent(text -> values.put(key, text));
        right &= value.isPresent();
      } else {
        mapping.has(key);
        mapping.refuse(
            VisibleText.of(key) + " is not a label's key",
            "up to 63 letters, digits, '.', '_', '-', beginning and ending with a letter or digit;"
                + " in front of it may stand a DNS name and a slash");
        right = false;
      }
    }
    if (values.size() > Labels.MAX_LABELS) {
      mapping.refuse("here are " + values.size() + " labels", "at most " + Labels.MAX_LABELS);
      right = false;
    }
    return right ? Optional.of(Labels.of(values)) : Optional.empty();
  }
}
