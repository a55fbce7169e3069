package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.derive.Derivations;
import dev.gatescribe.recorder.derive.Derivations.Pace;
import dev.gatescribe.recording.derive.Derivation;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is made from recordings is made for each, and for none at the cost of others. */
@Timeout(60)
class DerivationsTest {
  private static final Pace PACE =
      new Pace(RecorderTestBed.NEVER, Duration.ofMillis(5), 100L * 1024);

  @TempDir Path directory;

  private final FaultyStore store = new FaultyStore();

  @Test
  void isMadeAfterSealingAndForWhatWasThereBefore() throws Exception {
    try (JournalRecorder recorder = start()) {
      RecordingId earlier = record(recorder, 10);
      Counted counted = new Counted();
      try (Derivations derivations = new Derivations(store, List.of(counted), PACE)) {
        recorder.whenSealed(derivations::sealed);
        RecordingId later = record(recorder, 10);
        await().until(() -> counted.made.equals(Set.of(earlier, later)));
        await().until(() -> derivations.waiting() == 0);
        assertThat(derivations.failures()).isZero();
      }
    }
  }

  @Test
  void aLargeRecordingDelaysNoSmallOnes() throws Exception {
    try (JournalRecorder recorder = start()) {
      RecordingId large = record(recorder, 300_000);
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      Counted counted =
          new Counted() {
            @Override
            public void derive(RecordingId id) throws IOException {
              if (id.equals(large)) {
                begun.countDown();
                awaitOpen(gate);
              }
              super.derive(id);
            }
          };
      try (Derivations derivations = new Derivations(store, List.of(counted), PACE)) {
        recorder.whenSealed(derivations::sealed);
        begun.await();
        RecordingId small = record(recorder, 10);
        await().until(() -> counted.made.equals(Set.of(small)));
        gate.countDown();
        await().until(() -> counted.made.equals(Set.of(small, large)));
      }
    }
  }

  @Test
  void whatFailsIsTriedAgainAndDelaysNobody() throws Exception {
    try (JournalRecorder recorder = start()) {
      RecordingId unlucky = record(recorder, 10);
      Set<RecordingId> failing = ConcurrentHashMap.newKeySet();
      failing.add(unlucky);
      Counted counted =
          new Counted() {
            @Override
            public void derive(RecordingId id) throws IOException {
              if (failing.contains(id)) {
                throw new IOException("not now");
              }
              super.derive(id);
            }
          };
      try (Derivations derivations = new Derivations(store, List.of(counted), PACE)) {
        recorder.whenSealed(derivations::sealed);
        RecordingId other = record(recorder, 10);
        await().until(() -> counted.made.equals(Set.of(other)));
        await().until(() -> derivations.failures() >= 3);
        failing.clear();
        await().until(() -> counted.made.equals(Set.of(unlucky, other)));
        await().until(() -> derivations.waiting() == 0);
      }
    }
  }

  @Test
  void aDamagedRecordingIsNotTriedAgain() throws Exception {
    try (JournalRecorder recorder = start()) {
      RecordingId damaged = record(recorder, 10);
      store
          .objects()
          .replaceAll(
              (name, bytes) -> name.contains(damaged.toString()) ? new byte[] {1, 2, 3} : bytes);
      RecordingId sound = record(recorder, 10);
      Counted counted =
          new Counted() {
            @Override
            public void derive(RecordingId id) throws IOException {
              readAll(id);
              super.derive(id);
            }
          };
      Pace often = new Pace(Duration.ofMillis(20), Duration.ofMillis(5), 100L * 1024);
      try (Derivations derivations = new Derivations(store, List.of(counted), often)) {
        await().until(() -> counted.made.equals(Set.of(sound)));
        int looked = counted.looked;
        await().until(() -> counted.looked >= looked + 3);
        assertThat(derivations.failures()).isOne();
        assertThat(derivations.waiting()).isZero();
      }
    }
  }

  @Test
  void theStoreIsLookedThroughAgainAfterItWasAway() throws Exception {
    try (JournalRecorder recorder = start()) {
      RecordingId id = record(recorder, 10);
      Counted counted = new Counted();
      store.answerOnly(0);
      Pace often = new Pace(Duration.ofMillis(20), Duration.ofMillis(5), 100L * 1024);
      try (Derivations _ = new Derivations(store, List.of(counted), often)) {
        store.answerAgain();
        await().until(() -> counted.made.equals(Set.of(id)));
      }
    }
  }

  private JournalRecorder start() throws Exception {
    return RecorderTestBed.start(
        RecorderTestBed.journal(directory, 8),
        RecorderTestBed.segments(1 << 20, RecorderTestBed.NEVER, RecorderTestBed.NEVER),
        store);
  }

  private RecordingId record(JournalRecorder recorder, int bytes) throws Exception {
    Recording recording = recorder.open(description(), Durability.PROCESS);
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    append(recording, output(content));
    recording.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> store.hasManifest(recording.id()));
    return recording.id();
  }

  private void readAll(RecordingId id) throws IOException {
    try {
      RecordingCatalog.sessions(store).open(id).forEach(_ -> {});
    } catch (RecordingNotFoundException e) {
      throw new IOException(e);
    }
  }

  private static void awaitOpen(CountDownLatch gate) throws IOException {
    try {
      if (!gate.await(50, TimeUnit.SECONDS)) {
        throw new IOException("nobody opened");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Notes for which recordings it was asked. */
  private static class Counted implements Derivation {
    final Set<RecordingId> made = ConcurrentHashMap.newKeySet();
    volatile int looked;

    @Override
    public String name() {
      return "count";
    }

    @Override
    public void derive(RecordingId id) throws IOException {
      made.add(id);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread looks, others read.
    public List<RecordingId> missing(List<RecordingId> recordings) {
      looked++;
      return recordings.stream().filter(id -> !made.contains(id)).toList();
    }
  }
}
