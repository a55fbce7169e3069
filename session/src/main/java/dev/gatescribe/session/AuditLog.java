package dev.gatescribe.session;

/** Keeps audit events, as durably as recordings. Port; implemented by the {@code recorder}. */
public interface AuditLog {

  /**
   * Returns when the event is in the journal.
   *
   * @throws RecordingException if it cannot be kept; what depends on the event must not happen
   */
  void append(AuditEvent event) throws RecordingException;
}
