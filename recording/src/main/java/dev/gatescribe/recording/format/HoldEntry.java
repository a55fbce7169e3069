package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import java.time.Instant;

/**
 * A line in the ledger of a recording's holds. Entries are never changed: who lifts a hold adds
 * one.
 *
 * @param number of the entry among those of the recording, from 0; gives their order
 * @param name of the hold; a recording may have several at a time
 * @param by who, as in the audit log
 * @param reason for people, one line
 */
public record HoldEntry(
    RecordingId id, int number, Action action, String name, Instant at, String by, String reason) {

  /** What happened to the hold. */
  public enum Action {
    ADDED("added"),
    REMOVED("removed");

    private final String code;

    Action(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
