package dev.gatescribe.session;

import java.util.Objects;

/**
 * What is asked of a session's recording.
 *
 * @param demand whether the session may go on when the recorder cannot keep its promise
 * @param durability what an event survives before its unit is forwarded
 * @param content how much of the session's content is kept
 */
public record RecordingTerms(Demand demand, Durability durability, ContentLimits content) {
  public RecordingTerms {
    Objects.requireNonNull(demand, "demand");
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(content, "content");
  }

  /** Terms that keep all content. */
  public RecordingTerms(Demand demand, Durability durability) {
    this(demand, durability, ContentLimits.NONE);
  }

  /** What happens when a unit cannot be recorded. */
  public enum Demand {
    /** The session ends. */
    REQUIRED,
    /** The session goes on and the recording says that it has a gap. */
    BEST_EFFORT
  }
}
