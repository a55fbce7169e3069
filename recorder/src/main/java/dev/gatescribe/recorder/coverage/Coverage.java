package dev.gatescribe.recorder.coverage;

import dev.gatescribe.recording.coverage.AuditedSessions;
import dev.gatescribe.recording.coverage.SessionMark;
import dev.gatescribe.recording.coverage.SessionTable;
import dev.gatescribe.recording.coverage.StoredAudit;
import dev.gatescribe.recording.coverage.StoredState;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of what became of every admitted session.
 *
 * <p>What this process audits is noted as it is audited; what earlier ones did is read from their
 * stored audit logs. Then whatever is not settled is looked at again and again: the journal first,
 * then the store, so that a recording that is sealed meanwhile is seen in one of them. As long as
 * an earlier process's audit log is not stored to its end nothing is called missing.
 */
public final class Coverage implements CoverageFeed, AutoCloseable {
  private static final Logger LOG = System.getLogger(Coverage.class.getName());

  /**
   * How long an earlier process's audit log may take to be stored before it is gone on without the
   * end of it. Then an alarm that was told may be told again.
   */
  private static final Duration EARLIER_AUDIT_PATIENCE = Duration.ofMinutes(10);

  private final JournalledSessions journal;
  private final CoverageSettings settings;
  private final Clock clock;
  private final Instant begun;
  private final SessionTable table = new SessionTable();
  private final StoredAudit storedAudit;
  private final StoreLook storeLook;
  private final MissingSessions missing;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("coverage").factory());

  /** One look at a time; also tests and the timer. */
  private final ReentrantLock looking = new ReentrantLock();

  private boolean caughtUp;
  private @Nullable Instant sweptAt;
  private boolean balanceTold;
  private volatile Instant lookedAt = Instant.EPOCH;
  private volatile List<Missing> named = List.of();
  private volatile String problem = "nothing was looked at yet";

  /**
   * Begins to count; nothing is looked at before {@link #start}.
   *
   * @param auditLog keeps the alarm
   * @param begun before this process wrote anything of its own into the audit log
   */
  public Coverage(
      ObjectStore store,
      JournalledSessions journal,
      AuditLog auditLog,
      CoverageSettings settings,
      Clock clock,
      Instant begun) {
    this.journal = journal;
    this.settings = settings;
    this.clock = clock;
    this.begun = begun.truncatedTo(ChronoUnit.MILLIS);
    this.storedAudit = new StoredAudit(store);
    this.storeLook = new StoreLook(store);
    this.missing = new MissingSessions(store, table, watching(auditLog), clock);
  }

  /** An audit log that does what {@code log} does, and lets this see it. */
  public AuditLog watching(AuditLog log) {
    return event -> {
      log.append(event);
      onAudited(event);
    };
  }

  private void onAudited(AuditEvent event) {
    if (!AuditedSessions.note(event, table)) {
      return;
    }
    AuditedSessions.sessionOf(event)
        .ifPresent(session -> {
          switch (event.action()) {
            case SESSION_ADMITTED -> {
              table.state(session, CoverageState.NOT_BEGUN);
              missing.admitted(session, event);
            }
            case SESSION_STARTED ->
                table.state(session, CoverageState.NOT_BEGUN, CoverageState.RECORDING);
            default -> {}
          }
        });
  }

  /** From now on looks at it regularly. */
  public void start() {
    long millis = settings.lookEvery().toMillis();
    ScheduledFuture<?> _ =
        timer.scheduleWithFixedDelay(this::lookQuietly, 0, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** States and admissions are those of now; what is missing is known since the last look. */
  @Override
  public Report report() {
    SessionTable.Count count = table.count();
    return new Report(lookedAt, count.admissions(), count.states(), named, problem);
  }

  private void lookQuietly() {
    try {
      look();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "coverage could not be looked at", e); // A timer ends with a throw.
    }
  }

  /** Looks now, as the timer does: at what is not settled, and at everything when that is due. */
  public void look() throws InterruptedException {
    looking.lock();
    try {
      problem = lookForProblem();
      named = missing.named();
      lookedAt = clock.instant();
      checkBalance();
    } finally {
      looking.unlock();
    }
  }

  /** Answers what is in the way of knowing everything; empty if nothing is. */
  private String lookForProblem() throws InterruptedException {
    Instant now = clock.instant();
    boolean sweep = sweptAt == null || !now.isBefore(sweptAt.plus(settings.sweepEvery()));
    List<RecordingId> asked = List.of();
    try {
      readAudit(now, sweep);
      Due due = Due.of(table, unsettled());
      // After what was audited of them was read: what had begun by then has its mark in the
      // journal, unless it was sealed, and then the store has it.
      asked = settleByJournal(due);
      List<RecordingId> all = new ArrayList<>(asked);
      if (sweep) {
        all.addAll(vanished(now.minus(settings.window())));
      }
      settleByStore(all, due);
      if (caughtUp) {
        missing.tell();
      }
      if (sweep) {
        sweptAt = now;
      }
    } catch (IOException e) {
      // What is known to be settled stays so; of the rest nothing is said.
      (asked.isEmpty() ? notInJournal() : asked)
          .forEach(session -> table.state(session, CoverageState.UNKNOWN));
      return "the object store cannot be asked: " + e.getMessage();
    }
    if (!caughtUp) {
      return "the audit log of an earlier process is not stored to its end yet";
    }
    return storedAudit.damaged().isEmpty()
        ? ""
        : "parts of the audit log cannot be read: " + storedAudit.damaged().keySet();
  }

  private void readAudit(Instant now, boolean sweep) throws IOException {
    if (caughtUp && !sweep) {
      return;
    }
    Instant from = now.minus(settings.window());
    boolean expected =
        journal.unsealed().entrySet().stream()
            .anyMatch(mark ->
                mark.getValue() == RecordingKind.AUDIT
                    && mark.getKey().createdAt().isBefore(begun));
    storedAudit.read(from, begun, event -> AuditedSessions.note(event, table));
    caughtUp |= !expected || now.isAfter(begun.plus(EARLIER_AUDIT_PATIENCE));
    table.remove(id -> id.createdAt().isBefore(from));
  }

  /** Sessions to look at, and whether each had started when that was asked. */
  private record Due(List<RecordingId> sessions, Set<RecordingId> started) {
    static Due of(SessionTable table, List<RecordingId> sessions) {
      Set<RecordingId> started = new HashSet<>();
      for (RecordingId session : sessions) {
        if (table.is(session, SessionMark.STARTED)) {
          started.add(session);
        }
      }
      return new Due(sessions, started);
    }
  }

  /** Those that the journal does not know. */
  private List<RecordingId> settleByJournal(Due due) throws IOException {
    Map<RecordingId, RecordingKind> unsealed = journal.unsealed();
    List<RecordingId> others = new ArrayList<>();
    for (RecordingId session : due.sessions()) {
      if (!unsealed.containsKey(session)) {
        others.add(session);
      } else if (due.started().contains(session)) {
        table.state(
            session,
            journal.isRecording(session) ? CoverageState.RECORDING : CoverageState.UPLOADING);
      }
    }
    return others;
  }

  private List<RecordingId> notInJournal() {
    return unsettled().stream()
        .filter(session -> table.state(session) != CoverageState.NOT_BEGUN)
        .filter(session -> !journal.isRecording(session))
        .toList();
  }

  private List<RecordingId> unsettled() {
    return table.admitted(entry ->
        switch (entry.state()) {
          case RECORDING, UPLOADING, UNKNOWN -> true;
          case NOT_BEGUN ->
              !entry.is(SessionMark.REFUSED) && !entry.id().createdAt().isBefore(begun);
          case SEALED, TRUNCATED, MISSING, DELETED -> false;
        });
  }

  /** Those that were there, or were missing, and are looked at again because a listing says so. */
  private List<RecordingId> vanished(Instant from) throws IOException {
    Set<RecordingId> stored = storeLook.stored(from);
    if (stored.isEmpty()) {
      refuseEmptyStore();
    }
    return table.admitted(entry ->
        switch (entry.state()) {
          case SEALED, TRUNCATED -> !stored.contains(entry.id());
          case MISSING -> true;
          case RECORDING, UPLOADING, UNKNOWN, NOT_BEGUN, DELETED -> false;
        });
  }

  private void settleByStore(List<RecordingId> asked, Due due)
      throws IOException, InterruptedException {
    Map<RecordingId, StoredState> states = storeLook.states(asked);
    boolean alarming =
        states.entrySet().stream()
            .anyMatch(
                each -> each.getValue() == StoredState.NOTHING && !isExplained(each.getKey(), due));
    if (alarming) {
      refuseEmptyStore();
    }
    states.forEach((session, stored) -> settle(session, stored, isExplained(session, due)));
  }

  /** A place that is empty altogether is no store that lost a session: nothing is said of it. */
  private void refuseEmptyStore() throws IOException {
    if (table.admissions() > 0 && !storedAudit.isThere()) {
      throw new IOException("it holds nothing of what was stored in it; is it the right one?");
    }
  }

  /** Whether that nothing is stored of a session is as it should be. */
  private boolean isExplained(RecordingId session, Due due) {
    return switch (table.state(session)) {
      case SEALED, TRUNCATED, MISSING -> table.is(session, SessionMark.DELETED);
      case RECORDING, UPLOADING, NOT_BEGUN, DELETED, UNKNOWN ->
          !due.started().contains(session) || table.is(session, SessionMark.DELETED);
    };
  }

  private void settle(RecordingId session, StoredState stored, boolean explained) {
    switch (stored) {
      case SEALED -> there(session, CoverageState.SEALED);
      case TRUNCATED -> there(session, CoverageState.TRUNCATED);
      case UNFINISHED -> {
        if (table.is(session, SessionMark.DELETED)) {
          there(session, CoverageState.DELETED); // Its manifest went first; the rest follows.
        } else {
          lacks(session, stored.problem());
        }
      }
      case DAMAGED -> lacks(session, stored.problem());
      case NOTHING -> {
        if (!explained) {
          lacks(session, stored.problem());
        } else if (table.is(session, SessionMark.DELETED)) {
          there(session, CoverageState.DELETED);
        } else {
          table.state(session, CoverageState.UNKNOWN, CoverageState.NOT_BEGUN);
        }
      }
    }
  }

  private void there(RecordingId session, CoverageState state) {
    table.state(session, state);
    missing.gone(session);
  }

  private void lacks(RecordingId session, String why) {
    if (caughtUp) {
      table.state(session, CoverageState.MISSING);
      missing.found(session, why);
    } else {
      table.state(session, CoverageState.UNKNOWN);
    }
  }

  /** The two counts are made apart; if they differ this very class is wrong, and says so. */
  private void checkBalance() {
    Report now = report();
    if (!now.isBalanced() && !balanceTold) {
      balanceTold = true;
      LOG.log(
          Level.ERROR,
          "coverage is out of balance: {0} admissions, and the states are {1}",
          now.admissions(),
          now.states());
    }
  }
}
