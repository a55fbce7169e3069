package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.Condition;
import dev.gatescribe.admission.policy.ConditionException;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.Policy.Effect;
import dev.gatescribe.admission.policy.TargetSelection;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code policies}. */
final class PolicyReader {

  /** Less would end a session before anybody has typed. */
  static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Whoever means longer than a month means without a bound, and leaves the key out. */
  static final Duration LONGEST = Duration.ofDays(31);

  private static final Reading<Effect> EFFECT =
      Readings.word(
          "an effect", Map.of(Effect.ALLOW.code(), Effect.ALLOW, Effect.DENY.code(), Effect.DENY));

  private static final Reading<Duration> BOUND = Readings.duration(SHORTEST, LONGEST);

  private record Bounds(Optional<Duration> maximum, Optional<Duration> idle) {
    static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());
  }

  private final NameRegister policyNames = new NameRegister("policy");
  private final SelectorReader selectors;
  private final Reading<TargetSelection> targets;
  private final RecordingTermsReading recordings;

  PolicyReader(NameRegister targets, SelectorReader selectors, RecordingTermsReading recordings) {
    this.selectors = selectors;
    this.targets = new TargetSelectionReading(targets).reading();
    this.recordings = recordings;
  }

  List<Policy> read(MappingNode root) {
    return root.optional("policies", Readings.listOf(0, Readings.mapping(this::policy)))
        .orElse(List.of());
  }

  private Optional<Policy> policy(MappingNode mapping) {
    Optional<String> name = policyNames.readName(mapping);
    Optional<String> owner =
        mapping.required("owner", Readings.text("who answers for it, such as an e-mail address"));
    Optional<Effect> effect = mapping.required("effect", EFFECT);
    Optional<Audience> audience = selectors.read(mapping);
    boolean conditional = mapping.has("when");
    Optional<Condition> when = mapping.optional("when", PolicyReader::condition);
    Optional<TargetSelection> where = mapping.required("targets", targets);
    boolean allows = effect.orElse(Effect.ALLOW) == Effect.ALLOW;
    Optional<Map<Protocol, Permission>> permissions = PermissionReading.read(mapping, allows);
    Bounds bounds = Bounds.NONE;
    Optional<RecordingTerms> terms = Optional.empty();
    if (allows) {
      bounds = mapping.optional("session", Readings.mapping(PolicyReader::bounds)).orElse(bounds);
      terms = mapping.optional("recording", recordings.reading());
    }
    if (name.isEmpty()
        || owner.isEmpty()
        || effect.isEmpty()
        || audience.isEmpty()
        || (conditional && when.isEmpty())
        || where.isEmpty()
        || permissions.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Policy(
            name.get(),
            owner.get(),
            effect.get(),
            audience.get(),
            when,
            where.get(),
            permissions.get(),
            bounds.maximum,
            bounds.idle,
            terms.orElse(recordings.otherwise())));
  }

  private static Optional<Bounds> bounds(MappingNode mapping) {
    return Optional.of(
        new Bounds(mapping.optional("maximum", BOUND), mapping.optional("idle", BOUND)));
  }

  private static Optional<Condition> condition(DocumentNode node) {
    return Readings.text("an expression in CEL")
        .read(node)
        .flatMap(text -> {
          try {
            return Optional.of(Condition.compile(text));
          } catch (ConditionException wrong) {
            node.refuse(
                "this is not a condition: " + wrong.explanation(),
                "an expression in CEL that is true or false; docs/policies.md names what it may ask"
                    + " for");
            return Optional.empty();
          }
        });
  }
}
