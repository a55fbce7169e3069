package dev.gatescribe.siem;

import dev.gatescribe.session.RecordingId;

/**
 * A place in the audit log.
 *
 * @param recording which of its recordings
 * @param sequence the number of the event that comes next there
 */
record AuditPosition(RecordingId recording, long sequence) {
  AuditPosition {
    if (sequence < 0) {
      throw new IllegalArgumentException("events are numbered from 0");
    }
  }

  /** The beginning of a recording. */
  static AuditPosition start(RecordingId recording) {
    return new AuditPosition(recording, 0);
  }

  AuditPosition after(AuditEntry entry) {
    return new AuditPosition(recording, entry.sequence() + 1);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static AuditPosition parse(String text) {
    String[] parts = text.strip().split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("not a place in the audit log: " + text.strip());
    }
    return new AuditPosition(RecordingId.parse(parts[0]), Long.parseLong(parts[1]));
  }

  @Override
  public String toString() {
    return recording + " " + sequence;
  }
}
