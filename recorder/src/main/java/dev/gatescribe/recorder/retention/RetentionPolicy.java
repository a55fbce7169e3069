package dev.gatescribe.recorder.retention;

import dev.gatescribe.session.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long what is kept. All rules that are for a recording hold together: the longest of their
 * minimums and the shortest of their maximums. Which could contradict each other is refused when
 * the configuration is read.
 *
 * @param usual for sessions that no rule is for
 * @param audit for the audit log
 */
public record RetentionPolicy(
    RetentionBounds usual, List<RetentionRule> rules, RetentionBounds audit) {
  /** Without a policy nothing is ever deleted by itself. */
  public static final RetentionPolicy NONE =
      new RetentionPolicy(RetentionBounds.NONE, List.of(), RetentionBounds.NONE);

  public RetentionPolicy {
    rules = List.copyOf(rules);
  }

  /**
   * What holds for a recording.
   *
   * @param because the names of the rules, for people
   */
  public record Decision(RetentionBounds bounds, String because) {}

  /** What holds for a session with these labels. */
  public Decision forSession(Labels labels) {
    List<String> names = new ArrayList<>();
    RetentionBounds bounds = RetentionBounds.NONE;
    for (RetentionRule rule : rules) {
      if (rule.isFor(labels)) {
        bounds = bounds.and(rule.bounds());
        names.add(rule.name());
      }
    }
    return names.isEmpty()
        ? new Decision(usual, "default")
        : new Decision(bounds, String.join(", ", names));
  }

  public Decision forAudit() {
    return new Decision(audit, "audit");
  }

  /** What holds for a session whose labels nobody can read: it is never deleted by itself. */
  public Decision forUnreadable() {
    Duration longest =
        Stream.concat(Stream.of(usual), rules.stream().map(RetentionRule::bounds))
            .map(RetentionBounds::minimum)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new Decision(
        new RetentionBounds(longest, Optional.empty()), "its labels cannot be read");
  }

  /** What is younger is not deleted, whatever it is; empty if nothing ever is. */
  public Optional<Duration> shortestMaximumOfSessions() {
    return Stream.concat(Stream.of(usual), rules.stream().map(RetentionRule::bounds))
        .flatMap(bounds -> bounds.maximum().stream())
        .min(Duration::compareTo);
  }
}
