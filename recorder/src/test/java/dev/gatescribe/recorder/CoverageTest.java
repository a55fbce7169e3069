package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.FILE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.coverage.Coverage;
import dev.gatescribe.recorder.coverage.CoverageSettings;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.coverage.StoredAudit;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.CoverageState;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CoverageTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Every look looks at everything; nothing looks by itself. */
  private static final CoverageSettings ALWAYS =
      new CoverageSettings(Duration.ofDays(1), Duration.ofNanos(1), Duration.ofDays(400));

  /** One gateway process after the other, on the same data. */
  private final class Gateway implements AutoCloseable {
    final JournalRecorder recorder;
    final Coverage coverage;
    final AuditLog auditLog;

    Gateway(Path journal, CoverageSettings settings) throws Exception {
      Instant begun = Instant.now();
      recorder =
          RecorderTestBed.start(
              new JournalSettings(journal, FILE_BYTES, 8, Duration.ofMillis(50)),
              RecorderTestBed.segments(1 << 16, Duration.ofMillis(1), Duration.ofMillis(1)),
              store);
      coverage =
          new Coverage(store, recorder, recorder.auditLog(), settings, Clock.systemUTC(), begun);
      auditLog = coverage.watching(recorder.auditLog());
    }

    SessionDescription admit() throws Exception {
      SessionDescription session = RecorderTestBed.description();
      auditLog.append(event(AuditAction.SESSION_ADMITTED, session));
      return session;
    }

    Recording begin(SessionDescription session) throws Exception {
      Recording recording = recorder.open(session, Durability.PROCESS);
      auditLog.append(event(AuditAction.SESSION_STARTED, session));
      RecorderTestBed.append(recording, new Event.Output(0, Content.of("some output")));
      return recording;
    }

    RecordingId sealed() throws Exception {
      SessionDescription session = admit();
      begin(session).end(EndReason.CLIENT_CLOSED, "");
      await().atMost(LIMIT).until(() -> store.hasManifest(session.id()));
      await().atMost(LIMIT).until(() -> !recorder.unsealed().containsKey(session.id()));
      return session.id();
    }

    CoverageFeed.Report look() throws Exception {
      coverage.look();
      CoverageFeed.Report report = coverage.report();
      assertThat(report.isBalanced()).as(report.toString()).isTrue();
      return report;
    }

    @Override
    public void close() throws IOException {
      coverage.close();
      recorder.close();
    }
  }

  @TempDir private Path folder;
  private FaultyStore store = new FaultyStore();
  private Gateway gateway;

  @BeforeEach
  void startGateway() throws Exception {
    gateway = new Gateway(folder.resolve("journal"), ALWAYS);
  }

  @AfterEach
  void stopGateway() throws IOException {
    store.heal();
    store.answerAgain();
    gateway.close();
  }

  private static AuditEvent event(AuditAction action, SessionDescription session) {
    return new AuditEvent(
        Instant.now(),
        action,
        "",
        session.id().toString(),
        session.protocol(),
        session.principal(),
        session.target(),
        session.login(),
        session.clientAddress(),
        session.rule(),
        "");
  }

  private Map<String, byte[]> takeAway(RecordingId session) {
    Map<String, byte[]> taken = new TreeMap<>();
    store
        .objects()
        .forEach((name, bytes) -> {
          if (name.contains("/" + session + "/")) {
            taken.put(name, bytes);
          }
        });
    taken.keySet().forEach(store.objects()::remove);
    return taken;
  }

  private static Map<CoverageState, Long> counts(CoverageFeed.Report report) {
    Map<CoverageState, Long> counts = new TreeMap<>(report.states());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** The alarms of which the stored audit log tells, once nothing more of it is under way. */
  private List<String> alarms() throws Exception {
    gateway.close();
    List<String> sessions = new ArrayList<>();
    new StoredAudit(store)
        .read(
            Instant.EPOCH,
            Instant.MAX,
            event -> {
              if (event.action() == AuditAction.RECORDING_MISSING) {
                sessions.add(event.session() + " " + event.principal());
              }
            });
    return sessions;
  }

  @Test
  void everySessionIsCountedOnceInTheStateItIsIn() throws Exception {
    gateway.sealed();
    SessionDescription opening = gateway.admit();
    gateway.begin(gateway.admit());
    CountDownLatch gate = store.block();
    SessionDescription uploading = gateway.admit();
    gateway.begin(uploading).end(EndReason.CLIENT_CLOSED, "");

    assertThat(counts(gateway.look()))
        .isEqualTo(
            Map.of(
                CoverageState.SEALED, 1L,
                CoverageState.NOT_BEGUN, 1L,
                CoverageState.RECORDING, 1L,
                CoverageState.UPLOADING, 1L));

    gate.countDown();
    store.heal();
    await().atMost(LIMIT).until(() -> !gateway.recorder.unsealed().containsKey(uploading.id()));
    gateway.begin(opening);
    assertThat(counts(gateway.look()))
        .isEqualTo(Map.of(CoverageState.SEALED, 2L, CoverageState.RECORDING, 2L));
  }

  @Test
  void aRecordingVanishesFromTheStoreThenItIsMissingAndSaidOnce() throws Exception {
    gateway.sealed(); // With nothing at all in it, a store looks like a disk that is not mounted.
    RecordingId session = gateway.sealed();
    gateway.look();
    takeAway(session);

    CoverageFeed.Report report = gateway.look();
    gateway.look();

    assertThat(report.count(CoverageState.MISSING)).isOne();
    assertThat(report.missing()).extracting(CoverageFeed.Missing::session).containsExactly(session);
    assertThat(report.missing().getFirst().why()).contains("nothing of it is stored");
    assertThat(alarms()).containsExactly(session + " asha");
  }

  @Test
  void whatIsMissingIsPutBackThenNothingIsMissing() throws Exception {
    gateway.sealed();
    RecordingId session = gateway.sealed();
    Map<String, byte[]> taken = takeAway(session);
    assertThat(gateway.look().count(CoverageState.MISSING)).isOne();

    store.objects().putAll(taken);

    CoverageFeed.Report report = gateway.look();
    assertThat(report.count(CoverageState.SEALED)).isEqualTo(2);
    assertThat(report.missing()).isEmpty();
  }

  @Test
  void aRecordingIsDeletedOnPurposeThenItIsNotMissing() throws Exception {
    gateway.sealed();
    RecordingId session = gateway.sealed();
    gateway.auditLog.append(
        new AuditEvent(
            Instant.now(),
            AuditAction.RECORDING_DELETED,
            "retention",
            session.toString(),
            Protocol.SSH,
            "",
            "",
            "",
            "",
            "",
            ""));
    store.objects().remove(ObjectNames.manifest(RecordingKind.SESSION, session));
    Map<CoverageState, Long> oneOfEach =
        Map.of(CoverageState.SEALED, 1L, CoverageState.DELETED, 1L);
    assertThat(counts(gateway.look())).as("half deleted").isEqualTo(oneOfEach);
    takeAway(session);
    assertThat(counts(gateway.look())).isEqualTo(oneOfEach);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void manifestOrMoreIsTakenAwayThenItIsMissingToo() throws Exception {
    RecordingId session = gateway.sealed();
    store.objects().keySet().removeIf(name -> name.endsWith(session + "/manifest.json"));

    CoverageFeed.Report report = gateway.look();

    assertThat(report.missing())
        .extracting(CoverageFeed.Missing::why)
        .singleElement()
        .asString()
        .contains("no manifest");
  }

  @Test
  void storeIsAwayThenTheRestIsUnknownAndNothingIsCalledMissing() throws Exception {
    RecordingId known = gateway.sealed();
    gateway.look();
    gateway.sealed();
    gateway.begin(gateway.admit());
    takeAway(known);
    store.answerOnly(0);

    CoverageFeed.Report away = gateway.look();

    assertThat(away.problem()).contains("does not answer");
    assertThat(counts(away))
        .isEqualTo(
            Map.of(
                CoverageState.SEALED, 1L,
                CoverageState.RECORDING, 1L,
                CoverageState.UNKNOWN, 1L));

    store.answerAgain();
    CoverageFeed.Report back = gateway.look();
    assertThat(back.problem()).isEmpty();
    assertThat(counts(back))
        .isEqualTo(
            Map.of(
                CoverageState.SEALED, 1L,
                CoverageState.RECORDING, 1L,
                CoverageState.MISSING, 1L));
  }

  @Test
  void anEmptyPlaceInsteadOfTheStoreIsSaidAndNothingIsCalledMissing() throws Exception {
    gateway.sealed();
    gateway.look();
    Map<String, byte[]> taken = new TreeMap<>(store.objects());
    store.objects().clear();

    CoverageFeed.Report empty = gateway.look();

    assertThat(empty.problem()).contains("holds nothing");
    assertThat(empty.count(CoverageState.MISSING)).isZero();
    store.objects().putAll(taken);
    assertThat(gateway.look().problem()).isEmpty();
  }

  @Test
  void theNextProcessKnowsWhatWasAdmittedAndDoesNotSayAgainWhatIsMissing() throws Exception {
    RecordingId session = gateway.sealed();
    gateway.sealed();
    takeAway(session);
    gateway.look();
    gateway.close();

    // Another journal: from its own, a process would store again what it still finds in it.
    gateway = new Gateway(folder.resolve("next"), ALWAYS);
    CoverageFeed.Report report = gateway.look();

    assertThat(counts(report))
        .isEqualTo(Map.of(CoverageState.SEALED, 1L, CoverageState.MISSING, 1L));
    assertThat(report.missing())
        .extracting(missing -> missing.admission().principal())
        .containsExactly("asha");
    assertThat(alarms()).hasSize(1);
  }

  @Test
  void aProcessIsLostThenItsSessionsAreTruncatedAndCountedOnce() throws Exception {
    gateway.sealed();
    gateway.begin(gateway.admit());
    gateway.admit();
    Copies.copy(folder.resolve("journal"), folder.resolve("left"));
    FaultyStore leftStore = new FaultyStore();
    leftStore.objects().putAll(store.objects());
    gateway.close();

    store = leftStore;
    gateway = new Gateway(folder.resolve("left"), ALWAYS);

    await().atMost(LIMIT).until(() -> gateway.recorder.unsealed().size() == 1);
    CoverageFeed.Report report = gateway.look();
    assertThat(report.problem()).isEmpty();
    assertThat(counts(report))
        .isEqualTo(
            Map.of(
                CoverageState.SEALED, 1L,
                CoverageState.TRUNCATED, 1L,
                CoverageState.NOT_BEGUN, 1L));
  }

  @Test
  void nothingIsAskedOfTheStoreWhileNothingHappens() throws Exception {
    gateway.close();
    gateway =
        new Gateway(
            folder.resolve("quiet"),
            new CoverageSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)));
    gateway.sealed();
    gateway.begin(gateway.admit());
    gateway.look();
    store.answerOnly(0);

    assertThat(gateway.look().problem()).isEmpty();
  }
}
