package dev.gatescribe.identity.signin;

import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down who signs in, who is refused and whose session ends. What strangers can bring about
 * as often as they like is counted: of each address and reason the first is told at once, and those
 * that follow as a number when the window is over.
 */
public final class SignInAudit {
  private static final Logger LOG = System.getLogger(SignInAudit.class.getName());

  /** For this long an address gets no second event for the same reason. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Pairs of address and reason that are told apart at a time. Beyond, they share one event. */
  static final int PAIRS_MAX = 1_024;

  private static final String OTHER_ADDRESSES = "other addresses";

  private final AuditLog auditLog;
  private final InstantSource clock;
  private final Map<Pair, Tally> tallies = new LinkedHashMap<>();

  private record Pair(String address, SignInRefusal refusal) {}

  private static final class Tally {
    private final Instant since;
    private int unreported;

    Tally(Instant since) {
      this.since = since;
    }
  }

  public SignInAudit(AuditLog auditLog, InstantSource clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /**
   * Somebody signs in.
   *
   * @throws RecordingException if it cannot be kept; then they must not come in
   */
  void signedIn(String principal, String address, String detail) throws RecordingException {
    auditLog.append(event(AuditAction.WEB_SIGNED_IN, "", principal, address, detail));
  }

  /** A session ends before its time. */
  void ended(String principal, String reason, String detail) {
    append(event(AuditAction.WEB_SESSION_ENDED, reason, principal, "", detail));
  }

  /** Somebody is not let in. */
  public void refused(SignInRefusal refusal, String address, String detail) {
    Instant now = clock.instant();
    Pair pair = new Pair(address, refusal);
    synchronized (tallies) {
      if (!tallies.containsKey(pair) && tallies.size() >= PAIRS_MAX) {
        pair = new Pair(OTHER_ADDRESSES, refusal);
      }
      Tally tally = tallies.get(pair);
      if (tally != null) {
        tally.unreported++;
        return;
      }
      tallies.put(pair, new Tally(now));
    }
    append(refusal(pair, detail));
  }

  /** Tells of the windows that are over. */
  void report() {
    Instant now = clock.instant();
    List<AuditEvent> due = new ArrayList<>();
    synchronized (tallies) {
      Map<Pair, Tally> again = new LinkedHashMap<>();
      Iterator<Map.Entry<Pair, Tally>> entries = tallies.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Pair, Tally> entry = entries.next();
        Tally tally = entry.getValue();
        if (now.isBefore(tally.since.plus(WINDOW))) {
          continue;
        }
        entries.remove();
        if (tally.unreported > 0) {
          due.add(refusal(entry.getKey(), tally.unreported + " more since " + tally.since));
          // An event is written for it now, so a new window begins.
          again.put(entry.getKey(), new Tally(now));
        }
      }
      tallies.putAll(again);
    }
    due.forEach(this::append);
  }

  private AuditEvent refusal(Pair pair, String detail) {
    return event(AuditAction.WEB_SIGN_IN_REFUSED, pair.refusal.code(), "", pair.address, detail);
  }

  private AuditEvent event(
      AuditAction action, String reason, String principal, String address, String detail) {
    return new AuditEvent(
        clock.instant(), action, reason, "", Protocol.WEB, principal, "", "", address, "", detail);
  }

  private void append(AuditEvent event) {
    try {
      auditLog.append(event);
    } catch (RecordingException failure) {
      LOG.log(Level.ERROR, "an audit event about a sign-in could not be kept", failure);
    }
  }
}
