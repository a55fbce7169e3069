package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.Suggestion;
import dev.gatescribe.admission.document.VisibleText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of one kind of thing, each there once. A name is kept even if the thing that bears it
 * is wrong otherwise, so that a mistake in a target does not come back from every policy about it.
 */
final class NameRegister {

  /**
   * No '@' and no space, because people type {@code login@target}; no leading '-', because names
   * end up as arguments of commands; short enough for a label of a metric.
   */
  private static final Reading<String> NAME =
      Readings.matching(
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
          "a name",
          "1 to 63 letters, digits, '.', '_', '-', beginning with a letter or digit");

  private final String kind;
  private final Map<String, DocumentNode> places = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  /**
   * @param kind what bears these names, for messages
   */
  NameRegister(String kind) {
    this.kind = kind;
  }

  /** Reads the key {@code name}. Names that differ only in case are refused as the same name. */
  Optional<String> readName(MappingNode mapping) {
    Optional<Located<String>> located = mapping.required("name", Readings.located(NAME));
    if (located.isEmpty()) {
      return Optional.empty();
    }
    String name = located.get().value();
    DocumentNode node = located.get().node();
    DocumentNode first = places.putIfAbsent(name.toLowerCase(Locale.ROOT), node);
    if (first != null) {
      node.refuse(
          VisibleText.of(name)
              + " is already the name of the "
              + kind
              + " on "
              + first.lineAsSeenFrom(node),
          "a name of its own for each " + kind);
      return Optional.empty();
    }
    names.add(name);
    return Optional.of(name);
  }

  /** A reading of the name of something that exists. */
  Reading<String> known() {
    return node ->
        NAME.read(node)
            .filter(name -> {
              if (names.contains(name)) {
                return true;
              }
              node.refuse(
                  "there is no "
                      + kind
                      + " named "
                      + VisibleText.of(name)
                      + "; "
                      + Suggestion.among(name, names)
                          .map(suggestion -> "did you mean " + suggestion + "?")
                          .orElse("expected the name of a " + kind + " in the configuration"));
              return false;
            });
  }
}
