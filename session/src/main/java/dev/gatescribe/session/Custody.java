package dev.gatescribe.session;

import java.util.regex.Pattern;

/**
 * Decides which recordings stay: holds, and deletion on request. Everything that happens here is in
 * the audit log before it happens. Port; implemented by the {@code recorder} module.
 */
public interface Custody {
  /** What a hold may be called. */
  Pattern HOLD_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** What a hold is called if nobody says. */
  String USUAL_HOLD = "hold";

  /**
   * Keeps a session's recording, finished or not, until the hold is removed. When this returns
   * nothing deletes it any more.
   *
   * @param name tells holds on the same recording apart; each has to be removed
   */
  void addHold(RecordingId id, String name, Justification why, Actor by) throws CustodyException;

  /** Lifts one hold. */
  void removeHold(RecordingId id, String name, Justification why, Actor by) throws CustodyException;

  /** Deletes a session's recording; when this returns, nothing is left of it. */
  void delete(RecordingId id, Justification why, Actor by) throws CustodyException;

  /**
   * Who asks.
   *
   * @param name as in the audit log
   * @param address IP address and port, or empty
   */
  record Actor(String name, String address) {}
}
