package dev.gatescribe.recording.story;

import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.TransactionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a database session, from its text to its outcome.
 *
 * @param sequence of the event with which it started
 * @param portal empty for the unnamed portal, and where there is none
 * @param prepared name of the prepared statement that was executed; empty for the unnamed one, and
 *     where there is none
 * @param text what was executed; null for a function call, and for a portal that nobody is known to
 *     have bound
 * @param function object id of the function of a function call, unsigned; otherwise null
 * @param values null where nothing was bound
 * @param parts how it came out, one for each SQL command that was reached; empty while it runs, and
 *     if the session ended before it did
 * @param moreParts how many more parts there were than are in {@code parts}
 * @param rows how many were returned to the client, in all parts
 * @param before where the session stood when it was sent
 * @param after where the session was known to stand afterwards
 * @param cancelled whether the client asked for that while it ran
 * @param copiedBytes how much data the client sent for a {@code COPY … FROM STDIN}
 * @param copyFailure why the client gave that up; empty if it did not
 * @param resultBytes how much was returned
 * @param limited of what was copied or returned, what the recording keeps the beginning of
 */
public record StatementStory(
    int statement,
    long sequence,
    long startedMicros,
    StatementForm form,
    String portal,
    String prepared,
    @Nullable KeptContent text,
    @Nullable Integer function,
    @Nullable BoundValues values,
    List<Part> parts,
    long moreParts,
    long rows,
    TransactionStatus before,
    TransactionStatus after,
    boolean cancelled,
    long copiedBytes,
    String copyFailure,
    long resultBytes,
    List<LimitedContent> limited) {
  public StatementStory {
    limited = List.copyOf(limited);
    parts = List.copyOf(parts);
  }

  /**
   * The outcome of one SQL command.
   *
   * @param endedMicros offset in the recording
   * @param tag command tag; for a failure its severity
   * @param rows how many were returned to the client
   * @param sqlState empty unless it failed
   * @param message empty unless it failed
   */
  public record Part(
      int part,
      long endedMicros,
      StatementOutcome outcome,
      String tag,
      long rows,
      String sqlState,
      String message) {}

  /** From sending it to the end of its last known part; null while there is none. */
  public @Nullable Long durationMicros() {
    return parts.isEmpty() ? null : parts.getLast().endedMicros() - startedMicros;
  }

  /** The part that failed; null if none did. */
  public @Nullable Part failure() {
    for (Part part : parts) {
      if (part.outcome() == StatementOutcome.FAILED) {
        return part;
      }
    }
    return null;
  }

  /** How much of the recording's content is kept here. */
  public long keptBytes() {
    long bytes = text == null ? 0 : text.bytes().remaining();
    if (values != null) {
      for (BoundValue value : values.values()) {
        bytes += value.value().length();
      }
    }
    for (Part part : parts) {
      bytes += part.tag().length() + part.message().length();
    }
    return bytes;
  }

  /** The number only: texts and values are content of a session. */
  @Override
  public String toString() {
    return "StatementStory[" + statement + "]";
  }
}
