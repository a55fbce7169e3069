package dev.gatescribe.server;

import dev.gatescribe.admission.LabelReading;
import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.recorder.retention.Retention;
import dev.gatescribe.recorder.retention.RetentionBounds;
import dev.gatescribe.recorder.retention.RetentionPolicy;
import dev.gatescribe.recorder.retention.RetentionRule;
import dev.gatescribe.session.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code retention}. */
final class RetentionReading {
  /** A century: longer is a mistake, or means for ever, which is said by leaving the key out. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** What is kept for less than a second was never there; short ones are for trying out. */
  private static final Duration SHORTEST_MAXIMUM = Duration.ofSeconds(1);

  private static final int MOST_OBJECTS_PER_SECOND = 10_000;

  private static final Reading<String> NAME =
      Readings.matching(
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
          "a name",
          "1 to 63 letters, digits, '.', '_', '-', beginning with a letter or digit");

  private RetentionReading() {}

  static Optional<RetentionConfiguration> read(MappingNode retention) {
    RetentionBounds usual = bounds(retention, "default");
    RetentionBounds audit = bounds(retention, "audit");
    List<Located<RetentionRule>> rules =
        retention
            .optional(
                "rules",
                Readings.listOf(0, Readings.located(Readings.mapping(RetentionReading::rule))))
            .orElse(List.of());
    Duration interval =
        retention
            .optional("interval", Readings.duration(Duration.ofSeconds(1), Duration.ofDays(7)))
            .orElse(Retention.Pace.USUAL_INTERVAL);
    int objectsPerSecond =
        retention
            .optional("objectsPerSecond", Readings.wholeNumber(1, MOST_OBJECTS_PER_SECOND))
            .orElse(Retention.Pace.USUAL_OBJECTS_PER_SECOND);
    refuseContradictions(rules);
    return Optional.of(
        new RetentionConfiguration(
            new RetentionPolicy(usual, rules.stream().map(Located::value).toList(), audit),
            new Retention.Pace(interval, objectsPerSecond)));
  }

  private static RetentionBounds bounds(MappingNode retention, String key) {
    return retention
        .optional(key, Readings.mapping(RetentionReading::bounds))
        .orElse(RetentionBounds.NONE);
  }

  private static Optional<RetentionBounds> bounds(MappingNode mapping) {
    Duration minimum =
        mapping
            .optional("minimum", Readings.duration(Duration.ZERO, LONGEST))
            .orElse(Duration.ZERO);
    Optional<Duration> maximum =
        mapping.optional("maximum", Readings.duration(SHORTEST_MAXIMUM, LONGEST));
    if (!mapping.has("minimum") && !mapping.has("maximum")) {
      mapping.refuse("here is no bound", "minimum, maximum or both");
      return Optional.empty();
    }
    if (maximum.filter(most -> most.compareTo(minimum) < 0).isPresent()) {
      mapping.refuse("the maximum is below the minimum", "one that is not");
      return Optional.empty();
    }
    return Optional.of(new RetentionBounds(minimum, maximum));
  }

  private static Optional<RetentionRule> rule(MappingNode mapping) {
    Optional<String> name = mapping.required("name", NAME);
    Optional<Labels> labels = mapping.required("labels", LabelReading.LABELS);
    Optional<Labels> unless = mapping.optional("unless", LabelReading.LABELS);
    Optional<RetentionBounds> bounds = bounds(mapping);
    if (labels.filter(Labels::isEmpty).isPresent()) {
      mapping.refuse("a rule without labels is for everything", "labels; or default, above");
      return Optional.empty();
    }
    if (unless.filter(Labels::isEmpty).isPresent()) {
      mapping.refuse("an exception without labels is for everything", "labels in unless");
      return Optional.empty();
    }
    return name.flatMap(called ->
        labels.flatMap(
            wanted -> bounds.map(kept -> new RetentionRule(called, wanted, unless, kept))));
  }

  /** Two rules for one recording hold both; what cannot be kept must not be found out by it. */
  private static void refuseContradictions(List<Located<RetentionRule>> rules) {
    List<Located<RetentionRule>> before = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Located<RetentionRule> rule : rules) {
      if (!names.add(rule.value().name())) {
        rule.node()
            .refuse(
                VisibleText.of(rule.value().name()) + " is the name of another rule of retention",
                "a name of its own for each");
      }
      for (Located<RetentionRule> earlier : before) {
        if (rule.value().canMeet(earlier.value())
            && rule.value().bounds().contradicts(earlier.value().bounds())) {
          rule.node()
              .refuse(
                  "a recording can have the labels of this rule and of "
                      + VisibleText.of(earlier.value().name())
                      + " on line "
                      + earlier.node().line()
                      + ", and the minimum of one is longer than the maximum of the other",
                  "bounds that can both be kept, or unless in the wider rule");
        }
      }
      before.add(rule);
    }
  }
}
