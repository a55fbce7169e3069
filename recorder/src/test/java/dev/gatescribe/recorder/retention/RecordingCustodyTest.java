package dev.gatescribe.recorder.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.format.HoldEntry;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectLock;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Custody;
import dev.gatescribe.session.CustodyException;
import dev.gatescribe.session.CustodyException.Refusal;
import dev.gatescribe.session.Justification;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real recordings in a directory; the store fails, or locks, when it is told to. */
class RecordingCustodyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final SigningKey KEY = SigningKey.generate();
  private static final Custody.Actor OPERATOR = new Custody.Actor("token", "127.0.0.1:5");
  private static final Justification WHY = new Justification("case 2026-17");
  private static final Labels PRODUCTION = Labels.of(Map.of("environment", "production"));

  private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  private final List<RecordingId> forgotten = new CopyOnWriteArrayList<>();
  private RecordingCustody.Derived forgetting = forgotten::add;
  @TempDir private Path folder;
  private BreakableStore store;
  private RecordingCustody custody;

  @BeforeEach
  void start() {
    store = new BreakableStore(new DirectoryObjectStore(folder.resolve("store")));
    custody = custody(policy());
  }

  private static RetentionPolicy policy() {
    return new RetentionPolicy(
        new RetentionBounds(Duration.ofDays(1), Optional.of(Duration.ofDays(10))),
        List.of(
            new RetentionRule(
                "production",
                PRODUCTION,
                Optional.empty(),
                new RetentionBounds(Duration.ofDays(30), Optional.of(Duration.ofDays(60))))),
        new RetentionBounds(Duration.ZERO, Optional.of(Duration.ofDays(90))));
  }

  private RecordingCustody custody(RetentionPolicy policy) {
    return new RecordingCustody(
        store,
        new NothingLive(),
        policy,
        KEY,
        audited::add,
        folder.resolve("deletions"),
        id -> forgetting.forget(id),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** A sealed recording that ended so many days ago. */
  private RecordingId recording(int daysAgo, Labels labels) throws IOException {
    return recording(RecordingKind.SESSION, daysAgo, labels);
  }

  private RecordingId recording(RecordingKind kind, int daysAgo, Labels labels) throws IOException {
    Instant ended = NOW.minus(Duration.ofDays(daysAgo));
    RecordingId id = RecordingId.create(ended.minusSeconds(60));
    SessionDescription session =
        new SessionDescription(
            id, Protocol.SSH, "ada", "web-1", "deploy", "::1:5", "key", "all", ended, labels);
    for (int number = 0; number < 3; number++) {
      store.put(
          ObjectNames.segment(kind, id, number),
          ("segment " + number).getBytes(StandardCharsets.UTF_8));
    }
    Manifest manifest =
        new Manifest(
            kind,
            id,
            Manifest.State.SEALED,
            1,
            kind == RecordingKind.SESSION ? session : null,
            ended.minusSeconds(60),
            ended,
            60_000_000,
            "client-closed",
            "",
            "system",
            0,
            "test",
            1,
            1,
            List.of());
    store.put(ObjectNames.manifest(kind, id), ManifestCodec.encode(manifest, KEY));
    return id;
  }

  private boolean isThere(RecordingId id) throws IOException {
    return !store.children(ObjectNames.folder(RecordingKind.SESSION, id)).isEmpty();
  }

  private List<AuditAction> actions() {
    return audited.stream().map(AuditEvent::action).toList();
  }

  private void refused(Refusal refusal, Doing doing) {
    assertThatThrownBy(doing::run)
        .isInstanceOfSatisfying(
            CustodyException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private interface Doing {
    void run() throws CustodyException;
  }

  @Test
  void operatorDeletesThenItIsAuditedFirstAndNothingIsLeft() throws Exception {
    RecordingId id = recording(2, Labels.NONE);
    RecordingId neighbour = recording(2, Labels.NONE);
    List<Boolean> thereWhenAudited = new ArrayList<>();
    store.beforeDeleting = _ -> thereWhenAudited.add(!audited.isEmpty());

    custody.delete(id, WHY, OPERATOR);

    assertThat(isThere(id)).isFalse();
    assertThat(isThere(neighbour)).isTrue();
    assertThat(thereWhenAudited).isNotEmpty().containsOnly(true);
    assertThat(audited)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.action()).isEqualTo(AuditAction.RECORDING_DELETED);
          assertThat(event.session()).isEqualTo(id.toString());
          assertThat(event.reason()).isEqualTo("operator");
          assertThat(event.principal()).isEqualTo("token");
          assertThat(event.target()).isEqualTo("web-1");
          assertThat(event.detail()).startsWith("case 2026-17 (manifest sha256 ").hasSize(95);
        });
    assertThat(forgotten).contains(id).doesNotContain(neighbour);
    assertThatThrownBy(() -> RecordingCatalog.sessions(store).open(id))
        .hasMessageContaining("deleted at 2026-11-21T12:00:00Z by token: case 2026-17");
    refused(Refusal.NO_SUCH_RECORDING, () -> custody.delete(id, WHY, OPERATOR));
    assertThat(folder.resolve("deletions")).isEmptyDirectory();
  }

  @Test
  void minimumHasNotPassedThenNobodyDeletes() throws Exception {
    RecordingId young = recording(0, Labels.NONE);
    RecordingId production = recording(29, PRODUCTION);

    refused(Refusal.MINIMUM_NOT_PASSED, () -> custody.delete(young, WHY, OPERATOR));
    refused(Refusal.MINIMUM_NOT_PASSED, () -> custody.delete(production, WHY, OPERATOR));

    assertThat(isThere(young)).isTrue();
    assertThat(isThere(production)).isTrue();
    assertThat(audited).isEmpty();
  }

  @Test
  void holdStandsThenNeitherPeopleNorRetentionDelete() throws Exception {
    RecordingId id = recording(20, Labels.NONE);
    custody.addHold(id, "case-17", WHY, OPERATOR);
    custody.addHold(id, "case-18", WHY, OPERATOR);
    refused(Refusal.ALREADY_HELD, () -> custody.addHold(id, "case-18", WHY, OPERATOR));

    refused(Refusal.HELD, () -> custody.delete(id, WHY, OPERATOR));
    retainOnce();
    custody.removeHold(id, "case-17", WHY, OPERATOR);
    refused(Refusal.NOT_HELD, () -> custody.removeHold(id, "case-17", WHY, OPERATOR));
    refused(Refusal.HELD, () -> custody.delete(id, WHY, OPERATOR));

    assertThat(isThere(id)).isTrue();
    assertThat(custody.ledger().all()).containsOnlyKeys(id);
    assertThat(custody.ledger().standing(id)).extracting(Hold::name).containsExactly("case-18");

    custody.removeHold(id, "case-18", WHY, OPERATOR);
    custody.delete(id, WHY, OPERATOR);
    assertThat(isThere(id)).isFalse();
    assertThat(actions())
        .containsExactly(
            AuditAction.HOLD_ADDED,
            AuditAction.HOLD_ADDED,
            AuditAction.HOLD_REMOVED,
            AuditAction.HOLD_REMOVED,
            AuditAction.RECORDING_DELETED);
  }

  @Test
  void removalIsForgedOrAnEntryIsLostThenTheRecordingIsHeldStill() throws Exception {
    RecordingId id = recording(20, Labels.NONE);
    custody.addHold(id, "case-17", WHY, OPERATOR);

    new HoldLedger(store, null)
        .append(
            id, HoldEntry.Action.REMOVED, "case-17", NOW, "mallory", "x", SigningKey.generate());

    assertThat(custody.ledger().standing(id)).extracting(Hold::name).containsExactly("case-17");
    store.delete(ObjectNames.hold(id, 0));
    assertThat(custody.ledger().standing(id))
        .singleElement()
        .satisfies(hold -> assertThat(hold.reason()).startsWith("in doubt held"));
    refused(Refusal.HELD, () -> custody.delete(id, WHY, OPERATOR));
  }

  @Test
  void recordingsArePastTheirMaximumThenThoseAndNoOthersGo() throws Exception {
    RecordingId due = recording(11, Labels.NONE);
    RecordingId notDue = recording(9, Labels.NONE);
    RecordingId production = recording(59, PRODUCTION);
    RecordingId oldProduction = recording(61, PRODUCTION);
    RecordingId audit = recording(RecordingKind.AUDIT, 91, Labels.NONE);
    RecordingId youngAudit = recording(RecordingKind.AUDIT, 89, Labels.NONE);

    retainOnce();

    assertThat(isThere(due)).isFalse();
    assertThat(isThere(oldProduction)).isFalse();
    assertThat(isThere(notDue)).isTrue();
    assertThat(isThere(production)).isTrue();
    assertThat(new RecordingCatalog(store, RecordingKind.AUDIT).ids(9, null))
        .containsExactly(youngAudit);
    assertThat(audited)
        .extracting(AuditEvent::session)
        .containsExactlyInAnyOrder(due.toString(), oldProduction.toString(), audit.toString());
    assertThat(audited).extracting(AuditEvent::reason).containsOnly("retention");
  }

  @Test
  void killedInTheMiddleThenWhatIsLeftIsNoBrokenRecordingAndTheNextStartFinishes()
      throws Exception {
    for (int survived = 0; survived < 4; survived++) {
      RecordingId id = recording(2, Labels.NONE);
      store.diesAfterDeletions(survived);

      refused(Refusal.UNAVAILABLE, () -> custody.delete(id, WHY, OPERATOR));

      store.live();
      assertThat(isThere(id)).isTrue();
      RecordingState state = RecordingCatalog.sessions(store).summary(id).state();
      if (survived > 0) {
        assertThat(state).isEqualTo(RecordingState.DELETING);
        var verification =
            new RecordingVerifier(store, RecordingKind.SESSION, KEY.publicKey()).verify(id);
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.deletion()).isNotNull();
        assertThat(
                new RecordingVerifier(
                        store, RecordingKind.SESSION, SigningKey.generate().publicKey())
                    .verify(id)
                    .deletion())
            .as("a deletion that another key signed excuses nothing")
            .isNull();
      } else {
        assertThat(state).isEqualTo(RecordingState.SEALED);
      }
      custody = custody(RetentionPolicy.NONE);
      retainOnce();
      assertThat(isThere(id)).as("after %d deletions", survived).isFalse();
      custody = custody(policy());
    }
    assertThat(actions()).hasSize(4).containsOnly(AuditAction.RECORDING_DELETED);
  }

  @Test
  void notesAreLostWithTheMachineThenRetentionFinishesWhatTheStoreTellsOf() throws Exception {
    RecordingId id = recording(11, Labels.NONE);
    store.diesAfterDeletions(2);
    refused(Refusal.UNAVAILABLE, () -> custody.delete(id, WHY, OPERATOR));
    store.live();
    for (Path note : notes()) {
      Files.delete(note);
    }

    retainOnce();

    assertThat(isThere(id)).isFalse();
  }

  private List<Path> notes() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("deletions"))) {
      return files.toList();
    }
  }

  @Test
  void whatWasMadeOfItIsOutOfReachThenItsObjectsGoAllTheSameAndTheRestFollows() throws Exception {
    RecordingId id = recording(2, Labels.NONE);
    forgetting =
        _ -> {
          throw new IOException("the search index is away");
        };

    refused(Refusal.UNAVAILABLE, () -> custody.delete(id, WHY, OPERATOR));

    assertThat(isThere(id)).isFalse();
    assertThat(notes()).hasSize(1);

    forgetting = forgotten::add;
    custody.finishLeft(() -> {});

    assertThat(forgotten).contains(id);
    assertThat(notes()).isEmpty();
    assertThat(actions()).containsExactly(AuditAction.RECORDING_DELETED);
  }

  @Test
  void auditLogCannotBeWrittenThenNothingGoes() throws Exception {
    RecordingId id = recording(2, Labels.NONE);
    RecordingCustody mute =
        new RecordingCustody(
            store,
            new NothingLive(),
            policy(),
            KEY,
            _ -> {
              throw new dev.gatescribe.session.RecordingException("the disk is full");
            },
            folder.resolve("deletions"),
            forgotten::add,
            Clock.fixed(NOW, ZoneOffset.UTC));

    refused(Refusal.UNAVAILABLE, () -> mute.delete(id, WHY, OPERATOR));
    refused(Refusal.UNAVAILABLE, () -> mute.addHold(id, "hold", WHY, OPERATOR));

    assertThat(RecordingCatalog.sessions(store).summary(id).state())
        .isEqualTo(RecordingState.SEALED);
    assertThat(store.children(ObjectNames.holds(id))).isEmpty();
  }

  @Test
  void storeLocksTheRecordingThenTheRefusalIsAuditedAndNothingIsGone() throws Exception {
    RecordingId id = recording(2, Labels.NONE);
    store.locks.put(
        ObjectNames.manifest(RecordingKind.SESSION, id),
        new ObjectLock(Optional.of(NOW.plusSeconds(60)), false));

    refused(Refusal.STORE_LOCKED, () -> custody.delete(id, WHY, OPERATOR));

    assertThat(actions()).containsExactly(AuditAction.RECORDING_DELETION_REFUSED);
    assertThat(custody.refused()).isEqualTo(1);
    assertThat(custody.deleted()).isZero();
    assertThat(RecordingCatalog.sessions(store).summary(id).state())
        .isEqualTo(RecordingState.SEALED);
  }

  @Test
  void unfinishedRecordingCanBeHeldAndNotDeleted() throws Exception {
    RecordingId id = RecordingId.create(NOW.minus(Duration.ofDays(500)));
    store.put(ObjectNames.segment(RecordingKind.SESSION, id, 0), new byte[] {1});

    custody.addHold(id, "hold", WHY, OPERATOR);
    refused(Refusal.NOT_FINISHED, () -> custody.delete(id, WHY, OPERATOR));
    retainOnce();

    assertThat(isThere(id)).isTrue();
    assertThat(store.locks.get(ObjectNames.segment(RecordingKind.SESSION, id, 0)).legalHold())
        .isTrue();
  }

  /** One look through the store, by a retention that is started and stopped. */
  private void retainOnce() {
    try (Retention retention =
        new Retention(
            custody,
            new Retention.Pace(Duration.ofMillis(10), 10_000),
            Clock.fixed(NOW, ZoneOffset.UTC))) {
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (retention.looks() == 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(retention.looks()).isPositive();
      assertThat(retention.failures()).isZero();
    }
  }

  private static final class NothingLive implements LiveFeed {
    @Override
    public List<LiveRecording> recordings() {
      return List.of();
    }

    @Override
    public Optional<LiveRecording> recording(RecordingId id) {
      return Optional.empty();
    }
  }

  /** A directory that dies after some deletions, and has locks as a bucket may have. */
  private static final class BreakableStore implements ObjectStore {
    private final ObjectStore store;
    private final Map<String, ObjectLock> locks = new HashMap<>();
    private Before beforeDeleting = _ -> {};
    private int deletionsLeft = Integer.MAX_VALUE;

    private interface Before {
      void deleting(String name);
    }

    BreakableStore(ObjectStore store) {
      this.store = store;
    }

    void diesAfterDeletions(int count) {
      deletionsLeft = count;
    }

    void live() {
      deletionsLeft = Integer.MAX_VALUE;
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
      store.put(name, bytes);
    }

    @Override
    public byte[] get(String name, int maxBytes) throws IOException {
      return store.get(name, maxBytes);
    }

    @Override
    public List<String> children(String folder) throws IOException {
      return store.children(folder);
    }

    @Override
    public void delete(String name) throws IOException {
      if (deletionsLeft-- <= 0) {
        throw new IOException("the process is dead");
      }
      beforeDeleting.deleting(name);
      store.delete(name);
    }

    @Override
    public ObjectLock lock(String name) {
      return locks.getOrDefault(name, ObjectLock.NONE);
    }

    @Override
    public boolean setLegalHold(String name, boolean on) {
      locks.put(name, new ObjectLock(Optional.empty(), on));
      return true;
    }
  }
}
