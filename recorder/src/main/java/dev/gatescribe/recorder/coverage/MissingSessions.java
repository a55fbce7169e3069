package dev.gatescribe.recorder.coverage;

import dev.gatescribe.recording.coverage.AuditedSessions;
import dev.gatescribe.recording.coverage.SessionMark;
import dev.gatescribe.recording.coverage.SessionTable;
import dev.gatescribe.recording.coverage.StoredAudit;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that are missing, and the alarm: a line of the log and an audit event for each,
 * once. That it was said is read from the audit log, so that a restart does not say it again.
 */
final class MissingSessions {
  private static final Logger LOG = System.getLogger(MissingSessions.class.getName());

  /** More are counted and not named: whoever lost a whole day has another problem. */
  static final int NAMED_MAX = 1_000;

  /** The audit log is stored once a minute; so many sessions hardly begin meanwhile. */
  private static final int RECENT_MAX = 2_000;

  private final ObjectStore store;
  private final SessionTable table;
  private final AuditLog auditLog;
  private final Clock clock;
  private final Map<RecordingId, CoverageFeed.Missing> named =
      new TreeMap<>(Comparator.reverseOrder());
  private final Map<RecordingId, String> all = new TreeMap<>();

  /** What was audited a moment ago is not stored yet, and cannot be read again. */
  private final Map<RecordingId, AuditEvent> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RecordingId, AuditEvent> eldest) {
              return size() > RECENT_MAX;
            }
          });

  MissingSessions(ObjectStore store, SessionTable table, AuditLog auditLog, Clock clock) {
    this.store = store;
    this.table = table;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /** A session was admitted; may be called by any thread. */
  void admitted(RecordingId session, AuditEvent admission) {
    recent.put(session, admission);
  }

  void found(RecordingId session, String why) {
    all.put(session, why);
  }

  /** It is there after all: somebody put it back. */
  void gone(RecordingId session) {
    if (all.remove(session) != null) {
      named.remove(session);
      LOG.log(Level.INFO, "session {0}: its recording is there again", session);
    }
  }

  /** Says those that nobody was told of. */
  void tell() throws IOException {
    Map<RecordingId, AuditEvent> admissions = admissionsOfUnnamed();
    for (Map.Entry<RecordingId, String> missing : all.entrySet()) {
      RecordingId session = missing.getKey();
      AuditEvent admission = admissions.getOrDefault(session, unknown(session));
      if (!named.containsKey(session) && named.size() < NAMED_MAX) {
        named.put(session, new CoverageFeed.Missing(session, admission, missing.getValue()));
      }
      if (!table.is(session, SessionMark.TOLD_MISSING)) {
        tell(session, admission, missing.getValue());
      }
    }
  }

  private void tell(RecordingId session, AuditEvent admission, String why) {
    LOG.log(
        Level.ERROR,
        "session {0} was admitted, and its recording is missing: {1}",
        session.toString(),
        why);
    try {
      auditLog.append(
          new AuditEvent(
              clock.instant(),
              AuditAction.RECORDING_MISSING,
              "",
              session.toString(),
              admission.protocol(),
              admission.principal(),
              admission.target(),
              admission.login(),
              admission.clientAddress(),
              admission.rule(),
              why));
      table.mark(session, SessionMark.TOLD_MISSING);
    } catch (RecordingException e) {
      LOG.log(Level.WARNING, "that a recording is missing could not be audited; later again", e);
    }
  }

  /** Who was admitted; read again from the audit log, because it is not kept for all sessions. */
  private Map<RecordingId, AuditEvent> admissionsOfUnnamed() throws IOException {
    Set<RecordingId> wanted = new HashSet<>(all.keySet());
    wanted.removeAll(named.keySet());
    Map<RecordingId, AuditEvent> found = new TreeMap<>();
    for (RecordingId session : List.copyOf(wanted)) {
      AuditEvent admission = recent.get(session);
      if (admission != null) {
        found.put(session, admission);
        wanted.remove(session);
      }
    }
    if (wanted.isEmpty()) {
      return found;
    }
    Instant first = wanted.stream().min(Comparator.naturalOrder()).orElseThrow().createdAt();
    // A part of the audit log begins up to a day before the last that it tells, and a little more
    // where nothing was told for long.
    new StoredAudit(store)
        .read(
            first.minus(java.time.Duration.ofDays(2)),
            Instant.MAX,
            event -> {
              @Nullable RecordingId session = AuditedSessions.sessionOf(event).orElse(null);
              if (event.action() == AuditAction.SESSION_ADMITTED
                  && session != null
                  && wanted.contains(session)) {
                found.put(session, event);
              }
            });
    return found;
  }

  /** Of one whose admission is not stored yet, or no longer. */
  private static AuditEvent unknown(RecordingId session) {
    return new AuditEvent(
        session.createdAt(),
        AuditAction.SESSION_ADMITTED,
        "",
        session.toString(),
        Protocol.SSH,
        "",
        "",
        "",
        "",
        "",
        "");
  }

  /** Those that are named, newest first. */
  List<CoverageFeed.Missing> named() {
    return List.copyOf(named.values());
  }
}
