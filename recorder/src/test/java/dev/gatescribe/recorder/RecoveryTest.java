package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.FILE_BYTES;
import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.assertHoldsOutputs;
import static dev.gatescribe.recorder.RecorderTestBed.bytes;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class RecoveryTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());
  private static final int CRASHES = Integer.getInteger("gatescribe.crashes", 5);
  private static final int MAX_LENGTH = 6_000;
  private static final RecorderSettings BUSY =
      segments(40_000, Duration.ofMillis(500), Duration.ofMillis(100));
  private static final RecorderSettings LAZY = segments(4 << 20, NEVER, NEVER);

  @TempDir private Path directory;
  private final List<JournalRecorder> started = new ArrayList<>();
  private final Set<RecordingId> checked = new HashSet<>();

  @AfterEach
  void stopAll() throws IOException {
    for (JournalRecorder recorder : started) {
      recorder.stop(Duration.ofSeconds(2));
    }
  }

  private JournalRecorder startIn(
      Path journal, int maxFiles, RecorderSettings settings, FaultyStore store) throws Exception {
    started.add(start(journal(journal, maxFiles), settings, store));
    return started.getLast();
  }

  @Test
  void crashAtAnyMomentLosesNothingThatWasAccepted() throws Exception {
    Path journal = directory.resolve("journal");
    Path objects = directory.resolve("objects");
    DirectoryObjectStore store = new DirectoryObjectStore(objects);
    JournalRecorder running = start(journal(journal, 4), BUSY, store);
    started.add(running);
    Map<RecordingId, AtomicLong> accepted = new ConcurrentHashMap<>();
    Set<RecordingId> ended = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    Semaphore permits = new Semaphore(0);
    Random random = new Random(SEED);
    List<Path> crashes = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        long seed = random.nextLong();
        writers.add(
            executor.submit(
                () -> writeSessions(running, new Random(seed), accepted, ended, permits, done)));
      }
      try {
        for (int round = 0; round < CRASHES; round++) {
          // Enough for them to be busy while the copy is made, and idle while it is checked.
          permits.release(1_500);
          long next = total(accepted) + 1 + random.nextInt(900);
          await().pollInterval(Duration.ofMillis(1)).until(() -> total(accepted) >= next);
          crashes.add(crash(round, journal, objects, accepted, ended));
        }
      } finally {
        done.set(true);
        permits.release(1_000_000);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    await().until(() -> running.recordings().isEmpty());
    assertSameSegments(crashes, objects);
  }

  private static Void writeSessions(
      JournalRecorder recorder,
      Random random,
      Map<RecordingId, AtomicLong> accepted,
      Set<RecordingId> ended,
      Semaphore permits,
      AtomicBoolean done)
      throws Exception {
    while (!done.get()) {
      Recording recording = recorder.open(description(), Durability.PROCESS);
      AtomicLong count = new AtomicLong();
      accepted.put(recording.id(), count);
      for (int i = random.nextInt(400); i > 0 && !done.get(); i--) {
        permits.acquire();
        append(recording, output(bytes(recording.id(), count.get(), MAX_LENGTH)));
        count.incrementAndGet();
      }
      recording.end(EndReason.CLIENT_CLOSED, "");
      ended.add(recording.id());
    }
    return null;
  }

  private static long total(Map<RecordingId, AtomicLong> accepted) {
    return accepted.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /**
   * Copies everything in the middle of the work, starts on the copy, and checks what comes out.
   *
   * <p>Unlike a crash, a copy takes time: of what is appended meanwhile it may have a later event
   * and not the one before, which looks like damage. KillTest has the real thing.
   */
  private Path crash(
      int round,
      Path journal,
      Path objects,
      Map<RecordingId, AtomicLong> accepted,
      Set<RecordingId> ended)
      throws Exception {
    Map<RecordingId, Long> promised = new HashMap<>();
    Set<RecordingId> promisedEnds = Set.copyOf(ended);
    accepted.forEach((id, count) -> promised.put(id, count.get()));
    promised.keySet().removeAll(checked);
    Path crashed = directory.resolve("crash-" + round);
    Copies.copy(journal, crashed.resolve("journal"));
    Copies.copy(objects, crashed.resolve("objects"));
    DirectoryObjectStore store = new DirectoryObjectStore(crashed.resolve("objects"));
    try (JournalRecorder recovered = start(journal(crashed.resolve("journal"), 4), BUSY, store)) {
      for (RecordingId id : promised.keySet()) {
        await().until(() -> verify(store, id).manifest() != null);
        assertHoldsOutputs(store, id, promised.get(id), MAX_LENGTH);
        if (promisedEnds.contains(id)) {
          assertThat(verify(store, id).manifest().state()).isEqualTo(Manifest.State.SEALED);
          checked.add(id); // Once is enough: nothing changes it any more.
        }
      }
      for (RecordingId id : recovered.recovered()) {
        Manifest manifest = verify(store, id).manifest();
        assertThat(manifest.state()).isEqualTo(Manifest.State.TRUNCATED);
        assertThat(manifest.endReason()).isEqualTo("gateway-lost");
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + SEED + ", round " + round, e);
    }
    return crashed.resolve("objects");
  }

  /** What recovery built is what the process would have built itself, but for the last segment. */
  private static void assertSameSegments(List<Path> crashes, Path objects) throws IOException {
    int same = 0;
    for (Path crashed : crashes) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(crashed)) {
        files = walk.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
      }
      for (int i = 0; i + 1 < files.size(); i++) {
        if (files.get(i).getParent().equals(files.get(i + 1).getParent())
            && files.get(i).toString().contains("/recordings/")) {
          assertThat(files.get(i))
              .hasSameBinaryContentAs(objects.resolve(crashed.relativize(files.get(i))));
          same++;
        }
      }
    }
    assertThat(same).isGreaterThan(30);
  }

  @Test
  void segmentThatIsStoredAndOnlyPartlyLeftInTheJournalIsTakenFromTheStore() throws Exception {
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = startIn(journal, 3, LAZY, store);
    // One segment that begins in the first file and ends in the second.
    Recording large = running.open(description(), Durability.PROCESS);
    int count = 0;
    while (running.figures().backlogBytes() < FILE_BYTES + 300_000) {
      append(large, output(bytes(large.id(), count++, MAX_LENGTH)));
    }
    // Another session keeps the second file in use; the first one is used again.
    Recording pin = running.open(description(), Durability.PROCESS);
    large.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> running.recordings().size() == 1);
    store.become(_ -> {
      throw new IOException("the store is away");
    });
    // As if the kill had come before the manifest.
    store.objects().keySet().removeIf(name -> name.endsWith("manifest.json"));
    Recording filler = running.open(description(), Durability.PROCESS);
    int filled = 0;
    while (running.figures().backlogBytes() < 2L * FILE_BYTES + 200_000) {
      append(filler, output(bytes(filler.id(), filled++, MAX_LENGTH)));
    }
    append(pin, new Event.ShellStarted(0));

    FaultyStore after = crashed(journal, store);
    Files.createFile(directory.resolve("crashed/open/session-" + large.id()));
    JournalRecorder recovered = startIn(directory.resolve("crashed"), 3, LAZY, after);

    await().until(() -> after.hasManifest(large.id()));
    assertHoldsOutputs(after, large.id(), count, MAX_LENGTH);
    assertThat(verify(after, large.id()).manifest().state()).isEqualTo(Manifest.State.SEALED);
    assertThat(recovered.recovered()).containsExactlyInAnyOrder(pin.id(), filler.id());
    await().until(() -> after.hasManifest(filler.id()) && after.hasManifest(pin.id()));
    assertHoldsOutputs(after, filler.id(), filled, MAX_LENGTH);
  }

  @Test
  void quietSessionOfWhichTheJournalHasNothingLeftIsSealedAsTruncated() throws Exception {
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = startIn(journal, 2, BUSY, store);
    Recording quiet = running.open(description(), Durability.PROCESS);
    append(quiet, output(bytes(quiet.id(), 0, MAX_LENGTH)));
    await().until(() -> store.segments(quiet.id()) >= 1);
    // Other sessions use all files again and again.
    for (int round = 0; round < 8; round++) {
      Recording other = running.open(description(), Durability.PROCESS);
      for (int i = 0; i < 300; i++) {
        append(other, output(bytes(other.id(), i, MAX_LENGTH)));
      }
      other.end(EndReason.CLIENT_CLOSED, "");
      await().until(() -> store.hasManifest(other.id()));
    }

    FaultyStore after = crashed(journal, store);
    JournalRecorder recovered = startIn(directory.resolve("crashed"), 2, BUSY, after);

    assertThat(recovered.recovered()).containsExactly(quiet.id());
    await().until(() -> after.hasManifest(quiet.id()));
    assertHoldsOutputs(after, quiet.id(), 1, MAX_LENGTH);
    assertThat(verify(after, quiet.id()).manifest().state()).isEqualTo(Manifest.State.TRUNCATED);
    await().until(() -> !Files.exists(directory.resolve("crashed/open/session-" + quiet.id())));
  }

  @Test
  void recoveryThatIsCutOffItselfIsDoneAgainAndADoneOneChangesNothing() throws Exception {
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = startIn(journal, 4, segments(50_000, NEVER, NEVER), store);
    store.become(_ -> {
      throw new IOException("the store is away");
    });
    Recording recording = running.open(description(), Durability.PROCESS);
    for (int i = 0; i < 200; i++) {
      append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
    }

    // The first recovery stores three segments, and then its process is lost as well.
    FaultyStore after = crashed(journal, store);
    after.become(_ -> {
      if (after.segments(recording.id()) >= 3) {
        throw new IOException("the store is away again");
      }
    });
    startIn(directory.resolve("crashed"), 4, LAZY, after);
    await().until(() -> after.segments(recording.id()) == 3);
    Copies.copy(directory.resolve("crashed"), directory.resolve("crashed-again"));
    FaultyStore last = new FaultyStore();
    last.objects().putAll(after.objects());
    JournalRecorder second = startIn(directory.resolve("crashed-again"), 4, LAZY, last);
    assertThat(second.recovered()).containsExactly(recording.id());
    await().until(() -> last.hasManifest(recording.id()));
    assertHoldsOutputs(last, recording.id(), 200, MAX_LENGTH);
    byte[] manifest = manifest(last, recording.id());

    second.stop(Duration.ofSeconds(5));
    JournalRecorder third = startIn(directory.resolve("crashed-again"), 4, LAZY, last);

    assertThat(third.recovered()).isEmpty();
    assertThat(manifest(last, recording.id())).isEqualTo(manifest);
    await().until(() -> third.figures().backlogBytes() == 0);
  }

  @Test
  void recordingOfOneEventIsRecovered() throws Exception {
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = startIn(journal, 4, LAZY, store);
    Recording recording = running.open(description(), Durability.PROCESS);

    FaultyStore after = crashed(journal, store);
    JournalRecorder recovered = startIn(directory.resolve("crashed"), 4, LAZY, after);

    assertThat(recovered.recovered()).containsExactly(recording.id());
    await().until(() -> after.hasManifest(recording.id()));
    assertThat(verify(after, recording.id()).findings()).isEmpty();
    assertThat(verify(after, recording.id()).manifest().session()).isNotNull();
  }

  @Test
  void markOfARecordingThatNeverBeganIsCleanedUp() throws Exception {
    Path journal = directory.resolve("journal");
    RecordingId id = description().id();
    Files.createDirectories(journal.resolve("open"));
    Files.createFile(journal.resolve("open/session-" + id));
    Files.createFile(journal.resolve("open/something else"));
    FaultyStore store = new FaultyStore();

    JournalRecorder recorder = startIn(journal, 2, LAZY, store);

    assertThat(recorder.recovered()).isEmpty();
    assertThat(journal.resolve("open/session-" + id)).doesNotExist();
    assertThat(store.hasManifest(id)).isFalse();
  }

  @Test
  void damagedStoredSegmentHoldsUpNoOtherRecovery() throws Exception {
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = startIn(journal, 4, BUSY, store);
    Recording bad = running.open(description(), Durability.PROCESS);
    Recording good = running.open(description(), Durability.PROCESS);
    await().until(() -> store.segments(bad.id()) == 1 && store.segments(good.id()) == 1);

    FaultyStore after = crashed(journal, store);
    after
        .objects()
        .replaceAll((name, bytes) -> name.contains(bad.id().toString()) ? new byte[] {1} : bytes);
    JournalRecorder recovered = startIn(directory.resolve("crashed"), 4, BUSY, after);

    assertThat(recovered.recovered()).containsExactly(good.id());
    await().until(() -> after.hasManifest(good.id()));
    assertThat(after.hasManifest(bad.id())).isFalse();
    assertThat(directory.resolve("crashed/open/session-" + bad.id())).exists();
  }

  /** Copies the journal to "crashed", and what is stored to the store that is returned. */
  private FaultyStore crashed(Path journal, FaultyStore store) throws IOException {
    Copies.copy(journal, directory.resolve("crashed"));
    FaultyStore after = new FaultyStore();
    after.objects().putAll(store.objects());
    return after;
  }

  private static byte[] manifest(FaultyStore store, RecordingId id) {
    return store.objects().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(id + "/manifest.json"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
