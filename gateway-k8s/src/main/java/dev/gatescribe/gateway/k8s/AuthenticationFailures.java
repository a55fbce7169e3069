package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failed authentications into audit events, at most one for each client address in a window:
 * the first at once, those that follow as a count when the window is over. Strangers must not be
 * able to fill the audit log.
 */
final class AuthenticationFailures {
  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFailures.class);

  /** For this long an address gets no second event. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Addresses that are told apart at a time. Beyond, they share one event. */
  static final int ADDRESSES_MAX = 1_024;

  private static final String OTHER_ADDRESSES = "other addresses";

  private final AuditLog auditLog;
  private final Clock clock;
  private final Map<String, Tally> tallies = new HashMap<>();

  private static final class Tally {
    private final Instant since;
    private int unreported;

    Tally(Instant since) {
      this.since = since;
    }
  }

  AuthenticationFailures(AuditLog auditLog, Clock clock) {
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /** A request showed no token that is known. Waits for the audit log. */
  void onFailure(InetAddress client) {
    Instant now = clock.instant();
    String address = client.getHostAddress();
    synchronized (tallies) {
      String key =
          tallies.containsKey(address) || tallies.size() < ADDRESSES_MAX
              ? address
              : OTHER_ADDRESSES;
      Tally tally = tallies.get(key);
      if (tally != null) {
        tally.unreported++;
        return;
      }
      tallies.put(key, new Tally(now));
      address = key;
    }
    append(event(now, address, "1 failed request"));
  }

  /** Reports the windows that are over; called now and then. Waits for the audit log. */
  void report() {
    reportSince(clock.instant().minus(WINDOW));
  }

  /** Reports everything that is not reported yet. */
  void reportAll() {
    reportSince(Instant.MAX);
  }

  private void reportSince(Instant latestStart) {
    Instant now = clock.instant();
    List<AuditEvent> due = new ArrayList<>();
    synchronized (tallies) {
      Iterator<Map.Entry<String, Tally>> entries = tallies.entrySet().iterator();
      List<String> again = new ArrayList<>();
      while (entries.hasNext()) {
        Map.Entry<String, Tally> entry = entries.next();
        Tally tally = entry.getValue();
        if (tally.since.isAfter(latestStart)) {
          continue;
        }
        entries.remove();
        if (tally.unreported > 0) {
          due.add(
              event(
                  now,
                  entry.getKey(),
                  tally.unreported + " more failed requests since " + tally.since));
          again.add(entry.getKey());
        }
      }
      // An event was just written for these, so a new window begins.
      again.forEach(address -> tallies.put(address, new Tally(now)));
    }
    due.forEach(this::append);
  }

  private static AuditEvent event(Instant at, String address, String detail) {
    return new AuditEvent(
        at,
        AuditAction.AUTHENTICATION_FAILED,
        DenialReason.UNKNOWN_PRINCIPAL.code(),
        "",
        Protocol.KUBERNETES,
        "",
        "",
        "",
        address,
        "",
        detail);
  }

  private void append(AuditEvent event) {
    try {
      auditLog.append(event);
    } catch (RecordingException failure) {
      LOG.error("an audit event about failed authentications could not be kept", failure);
    }
  }
}
