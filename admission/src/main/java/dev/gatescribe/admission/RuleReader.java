package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code rules}. */
final class RuleReader {

  /** Less would end a session before anybody has typed. */
  static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);

  /** Whoever means longer than a month means without a bound, and leaves the key out. */
  static final Duration LONGEST_SESSION = Duration.ofDays(31);

  /** RFC 1123, section 2.1, as Kubernetes has it. */
  private static final Reading<String> NAMESPACE =
      Readings.matching(
          Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
          "a namespace",
          "1 to 63 lower-case letters, digits and '-', beginning and ending with one of the first");

  /** What an event survives once it is accepted. */
  static final Reading<Durability> DURABILITY =
      Readings.word(
          "a durability",
          Arrays.stream(Durability.values())
              .collect(Collectors.toMap(Durability::code, Function.identity())));

  private final NameRegister ruleNames = new NameRegister("rule");
  private final NameRegister principals;
  private final NameRegister targets;
  private final Durability durability;
  private final ContentLimits content;

  /**
   * @param durability for rules that do not say what they ask
   * @param content for rules that do not say how much they keep
   */
  RuleReader(
      NameRegister principals, NameRegister targets, Durability durability, ContentLimits content) {
    this.principals = principals;
    this.targets = targets;
    this.durability = durability;
    this.content = content;
  }

  List<AccessRule> read(MappingNode root) {
    return root.required("rules", Readings.listOf(0, Readings.mapping(this::rule)))
        .orElse(List.of());
  }

  private Optional<AccessRule> rule(MappingNode mapping) {
    Optional<String> name = ruleNames.readName(mapping);
    Optional<NameSelection> who = mapping.required("principals", selection(principals.known()));
    Optional<NameSelection> where = mapping.required("targets", selection(targets.known()));
    Optional<NameSelection> as = mapping.required("logins", selection(CredentialReader.LOGIN));
    boolean hasNamespaces = mapping.has("namespaces");
    Optional<NameSelection> namespaces = mapping.optional("namespaces", selection(NAMESPACE));
    Optional<Duration> maximumDuration =
        mapping.optional("maximumDuration", Readings.duration(SHORTEST_SESSION, LONGEST_SESSION));
    Optional<Demand> demand =
        mapping.optional(
            "recording",
            Readings.word(
                "what is asked of recordings",
                Map.of("required", Demand.REQUIRED, "best-effort", Demand.BEST_EFFORT)));
    Optional<Durability> held = mapping.optional("durability", DURABILITY);
    Optional<ContentLimits> kept =
        mapping.optional("content", ContentLimitsReader.reading(content));
    if (name.isEmpty()
        || who.isEmpty()
        || where.isEmpty()
        || as.isEmpty()
        || (hasNamespaces && namespaces.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new AccessRule(
            name.get(),
            who.get(),
            where.get(),
            as.get(),
            namespaces.map(RuleReader::scope).orElse(new NamespaceScope.Every()),
            maximumDuration,
            new RecordingTerms(
                demand.orElse(Demand.REQUIRED), held.orElse(durability), kept.orElse(content))));
  }

  private static NamespaceScope scope(NameSelection namespaces) {
    return switch (namespaces) {
      case NameSelection.Every() -> new NamespaceScope.Every();
      case NameSelection.Only(var names) -> new NamespaceScope.Only(names);
    };
  }

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
    return node -> list.read(node).flatMap(RuleReader::selection);
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
