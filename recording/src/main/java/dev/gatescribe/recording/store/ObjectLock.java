package dev.gatescribe.recording.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the store itself holds against the deletion of an object, whoever asks for it.
 *
 * @param until when a retention ends that was set on the object; empty if there is none
 * @param legalHold whether it is kept until somebody lifts that
 */
public record ObjectLock(Optional<Instant> until, boolean legalHold) {
  public static final ObjectLock NONE = new ObjectLock(Optional.empty(), false);

  /** Whether it forbids a deletion at this time. */
  public boolean forbidsAt(Instant now) {
    return legalHold || until.filter(now::isBefore).isPresent();
  }

  /** For people. */
  @Override
  public String toString() {
    String retention = until.map(end -> "it is locked until " + end).orElse("");
    if (!legalHold) {
      return retention.isEmpty() ? "nothing locks it" : retention;
    }
    return (retention.isEmpty() ? "" : retention + ", and ") + "it has a legal hold";
  }
}
