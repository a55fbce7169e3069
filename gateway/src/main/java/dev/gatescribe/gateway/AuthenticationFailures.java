package dev.gatescribe.gateway;

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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failed authentications into audit events, at most one for each client address in a window:
 * the first at once, those that follow as a count when the window is over. Strangers must not be
 * able to fill the audit log.
 */
public final class AuthenticationFailures {
  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFailures.class);

  /** For this long an address gets no second event. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Addresses that are told apart at a time. Beyond, they share one event. */
  static final int ADDRESSES_MAX = 1_024;

  private static final String OTHER_ADDRESSES = "other addresses";

  /** How often it is looked which windows are over; a window is told of a quarter late at most. */
  private static final Duration REPORT_INTERVAL = WINDOW.dividedBy(4);

  private final AuditLog auditLog;
  private final Clock clock;
  private final Protocol protocol;
  private final String attempt;
  private final Map<String, Tally> tallies = new HashMap<>();

  private static final class Tally {
    private final Instant since;
    private int unreported;

    Tally(Instant since) {
      this.since = since;
    }
  }

  /**
   * For one door.
   *
   * @param attempt what fails there, as the event says it: {@code attempt}, {@code request}
   */
  public AuthenticationFailures(AuditLog auditLog, Clock clock, Protocol protocol, String attempt) {
    this.auditLog = auditLog;
    this.clock = clock;
    this.protocol = protocol;
    this.attempt = attempt;
  }

  /** From now on reports as windows end, until the scheduler is shut down. */
  public void reportRegularly(ScheduledExecutorService scheduler) {
    long millis = REPORT_INTERVAL.toMillis();
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> Thread.ofVirtual().start(this::report), millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Somebody tried to authenticate, and nobody is known by it. Waits for the audit log.
   *
   * @return whether it has an event of its own, and is not only counted
   */
  public boolean onFailure(InetAddress client) {
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
        return false;
      }
      tallies.put(key, new Tally(now));
      address = key;
    }
    append(event(now, address, "1 failed " + attempt));
    return true;
  }

  /** Reports the windows that are over. Waits for the audit log. */
  void report() {
    reportSince(clock.instant().minus(WINDOW));
  }

  /** Reports everything that is not reported yet. */
  public void reportAll() {
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
                  tally.unreported + " more failed " + attempt + "s since " + tally.since));
          again.add(entry.getKey());
        }
      }
      // An event was just written for these, so a new window begins.
      again.forEach(address -> tallies.put(address, new Tally(now)));
    }
    due.forEach(this::append);
  }

  private AuditEvent event(Instant at, String address, String detail) {
    return new AuditEvent(
        at,
        AuditAction.AUTHENTICATION_FAILED,
        DenialReason.UNKNOWN_PRINCIPAL.code(),
        "",
        protocol,
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
