package dev.gatescribe.recorder.retention;

import dev.gatescribe.session.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long recordings with certain labels are kept.
 *
 * @param name for people
 * @param labels those that a recording must have
 * @param unless those with which it is not meant after all; empty if there is no such exception
 */
public record RetentionRule(
    String name, Labels labels, Optional<Labels> unless, RetentionBounds bounds) {

  boolean isFor(Labels recording) {
    return recording.include(labels) && !unless.map(recording::include).orElse(false);
  }

  /** Whether there can be a recording that both are for. */
  public boolean canMeet(RetentionRule other) {
    Map<String, String> both = new TreeMap<>(labels.values());
    for (Map.Entry<String, String> label : other.labels.values().entrySet()) {
      String mine = both.put(label.getKey(), label.getValue());
      if (mine != null && !mine.equals(label.getValue())) {
        return false;
      }
    }
    return !isExcepted(both, unless) && !isExcepted(both, other.unless);
  }

  private static boolean isExcepted(Map<String, String> labels, Optional<Labels> unless) {
    return unless
        .map(excepted -> labels.entrySet().containsAll(excepted.values().entrySet()))
        .orElse(false);
  }
}
