package dev.gatescribe.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What became of every session that the audit log says was admitted. Port; implemented by the
 * {@code recorder}.
 */
public interface CoverageFeed {

  /** As it was when it was last looked at. */
  Report report();

  /**
   * The count.
   *
   * @param lookedAt when; the epoch if not yet
   * @param admissions how many sessions the audit log says were admitted, within the window
   * @param states how many of them are in which state; all states are there
   * @param missing those that are missing, newest first, up to a bound
   * @param problem why some may be unknown, in one line; empty if nothing is in the way
   */
  record Report(
      Instant lookedAt,
      long admissions,
      Map<CoverageState, Long> states,
      List<Missing> missing,
      String problem) {
    public Report {
      Objects.requireNonNull(lookedAt, "lookedAt");
      states = Map.copyOf(states);
      missing = List.copyOf(missing);
      Objects.requireNonNull(problem, "problem");
    }

    /** How many are in this state. */
    public long count(CoverageState state) {
      return states.getOrDefault(state, 0L);
    }

    /** Whether every admission is in a state, and no state holds more than that. */
    public boolean isBalanced() {
      return states.values().stream().mapToLong(Long::longValue).sum() == admissions;
    }
  }

  /**
   * A session that should have a recording.
   *
   * @param admission the event that admitted it
   * @param why it is missing, in one line
   */
  record Missing(RecordingId session, AuditEvent admission, String why) {}
}
