package dev.gatescribe.cli.coverage;

import dev.gatescribe.recording.coverage.AuditedSessions;
import dev.gatescribe.recording.coverage.SessionMark;
import dev.gatescribe.recording.coverage.SessionTable;
import dev.gatescribe.recording.coverage.StoredAudit;
import dev.gatescribe.recording.coverage.StoredState;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Coverage as the store alone can tell it.
 *
 * @param missing the events that admitted the missing sessions, oldest first, and why
 */
record StoredCoverage(
    long admissions,
    Map<State, Long> counts,
    Map<AuditEvent, String> missing,
    Map<RecordingId, String> damagedAudit) {

  /**
   * How long the journal may hold the whole of a session of which the audit log is stored already:
   * what both wait for is the same store, and it does not favour one for long.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What can be said of a session by somebody who does not see the journal. */
  enum State {
    /** Without manifest: being recorded or stored, unless its gateway is gone. */
    UNFINISHED("unfinished"),
    SEALED("sealed"),
    TRUNCATED("truncated"),
    MISSING("missing"),
    DELETED("deleted"),
    NOT_BEGUN("not begun");

    private final String code;

    State(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** Reads the audit log, and asks for each session that it names. */
  static StoredCoverage read(ObjectStore store, Instant from, Instant now) throws IOException {
    SessionTable table = new SessionTable();
    StoredAudit audit = new StoredAudit(store);
    // A part of the audit log may have begun a day before the first session that counts.
    audit.read(
        from.equals(Instant.EPOCH) ? from : from.minus(Duration.ofDays(2)),
        Instant.MAX,
        event -> AuditedSessions.note(event, table));
    Map<State, Long> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0L);
    }
    Map<RecordingId, String> missing = new TreeMap<>();
    List<RecordingId> admitted = table.admitted(entry -> !entry.id().createdAt().isBefore(from));
    for (RecordingId session : admitted) {
      StoredState stored = StoredState.of(store, session);
      State state = state(session, stored, table, now);
      counts.merge(state, 1L, Long::sum);
      if (state == State.MISSING) {
        missing.put(session, stored.problem());
      }
    }
    return new StoredCoverage(
        admitted.size(), counts, admissionsOf(missing, store, from), audit.damaged());
  }

  private static State state(
      RecordingId session, StoredState stored, SessionTable table, Instant now) {
    return switch (stored) {
      case SEALED -> State.SEALED;
      case TRUNCATED -> State.TRUNCATED;
      case DAMAGED -> State.MISSING;
      case UNFINISHED -> table.is(session, SessionMark.DELETED) ? State.DELETED : State.UNFINISHED;
      case NOTHING -> {
        if (table.is(session, SessionMark.DELETED)) {
          yield State.DELETED;
        }
        if (!table.is(session, SessionMark.STARTED)) {
          yield State.NOT_BEGUN;
        }
        yield session.createdAt().plus(PATIENCE).isAfter(now) ? State.UNFINISHED : State.MISSING;
      }
    };
  }

  /** Read a second time, because nobody keeps what the audit log says of all sessions. */
  private static Map<AuditEvent, String> admissionsOf(
      Map<RecordingId, String> missing, ObjectStore store, Instant from) throws IOException {
    Map<RecordingId, AuditEvent> admissions = new TreeMap<>();
    if (!missing.isEmpty()) {
      new StoredAudit(store)
          .read(
              from.equals(Instant.EPOCH) ? from : from.minus(Duration.ofDays(2)),
              Instant.MAX,
              event -> {
                if (event.action() == AuditAction.SESSION_ADMITTED) {
                  AuditedSessions.sessionOf(event)
                      .filter(missing::containsKey)
                      .ifPresent(session -> admissions.put(session, event));
                }
              });
    }
    Map<AuditEvent, String> named = new LinkedHashMap<>();
    admissions.forEach((session, event) -> named.put(event, missing.getOrDefault(session, "")));
    return named;
  }
}
