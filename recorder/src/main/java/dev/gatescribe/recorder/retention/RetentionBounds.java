package dev.gatescribe.recorder.retention;

import java.time.Duration;
import java.util.Optional;

/**
 * How long recordings are kept, from their end.
 *
 * @param minimum nobody deletes them before
 * @param maximum they are deleted after, unless somebody holds them; empty to keep them for ever
 */
public record RetentionBounds(Duration minimum, Optional<Duration> maximum) {
  /** Nothing is deleted by itself, and people may delete everything. */
  public static final RetentionBounds NONE = new RetentionBounds(Duration.ZERO, Optional.empty());

  public RetentionBounds {
    Duration least = minimum;
    if (maximum.filter(most -> most.compareTo(least) < 0).isPresent()) {
      throw new IllegalArgumentException("the maximum is below the minimum");
    }
  }

  /** What holds where both hold: the longer minimum and the shorter maximum. */
  RetentionBounds and(RetentionBounds other) {
    Duration longer = minimum.compareTo(other.minimum) >= 0 ? minimum : other.minimum;
    Optional<Duration> shorter =
        maximum.isEmpty()
            ? other.maximum
            : other
                .maximum
                .map(most -> most.compareTo(maximum.get()) < 0 ? most : maximum.get())
                .or(() -> maximum);
    return new RetentionBounds(longer, shorter);
  }

  /** Whether no recording can be kept as both say. */
  public boolean contradicts(RetentionBounds other) {
    return maximum.filter(most -> most.compareTo(other.minimum) < 0).isPresent()
        || other.maximum.filter(most -> most.compareTo(minimum) < 0).isPresent();
  }
}
