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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class StoreFaultsTest {
  private static final int MAX_LENGTH = 8_000;
  private static final RecorderSettings SMALL_SEGMENTS =
      segments(60_000, NEVER, Duration.ofMillis(100));

  @TempDir private Path directory;
  private final FaultyStore store = new FaultyStore();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private JournalRecorder recorder;

  @AfterEach
  void stop() throws Exception {
    store.heal();
    recorder.stop(Duration.ofSeconds(5));
    executor.shutdownNow();
  }

  private void startWith(RecorderSettings settings, int maxFiles) throws Exception {
    recorder = start(journal(directory, maxFiles), settings, store);
  }

  /** Appends {@code count} outputs, counting those that were accepted. */
  private Future<?> write(Recording recording, int count, AtomicLong accepted) {
    return executor.submit(() -> {
      for (int i = 0; i < count; i++) {
        append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
        accepted.incrementAndGet();
      }
      recording.end(EndReason.CLIENT_CLOSED, "");
    });
  }

  @Test
  void fullJournalMakesAppendersWaitAndNothingIsDroppedWhenTheStoreReturns() throws Exception {
    CountDownLatch gate = store.block();
    startWith(SMALL_SEGMENTS, 3);
    AtomicLong accepted = new AtomicLong();
    List<Recording> recordings = new ArrayList<>();
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      recordings.add(recorder.open(description(), Durability.PROCESS));
      writers.add(write(recordings.getLast(), 2_000, accepted)); // More than the journal holds.
    }
    await().until(() -> recorder.figures().backlogBytes() >= 3L * FILE_BYTES);
    AtomicLong seen = new AtomicLong(-1);
    await()
        .during(Duration.ofMillis(500))
        .until(() -> seen.getAndSet(accepted.get()) == accepted.get());
    assertThat(writers).noneMatch(Future::isDone);
    // Half of 8,000 bytes an event, in three files of 2 MiB: it cannot be more than that.
    assertThat(accepted.get() * MAX_LENGTH / 2).isLessThan(4L * FILE_BYTES);
    assertThat(recordings)
        .allSatisfy(recording -> assertThat(recorder.recording(recording.id())).isPresent());
    Instant before = Instant.now();
    recorder.recording(recordings.getFirst().id()).orElseThrow().pendingFrom(0);
    assertThat(Duration.between(before, Instant.now()))
        .as("a live view does not wait for the store")
        .isLessThan(Duration.ofSeconds(2));

    store.heal();
    gate.countDown();

    for (Future<?> writer : writers) {
      writer.get();
    }
    await().until(() -> recorder.recordings().isEmpty());
    for (Recording recording : recordings) {
      assertHoldsOutputs(store, recording.id(), 2_000, MAX_LENGTH);
    }
  }

  @Test
  void openSegmentsThatFillTheJournalDoNotMakeSessionsWaitForEachOther() throws Exception {
    // No segment ever ends by its size or age, and the store is fine.
    startWith(segments(4 << 20, NEVER, NEVER), 2);
    AtomicLong accepted = new AtomicLong();
    List<Recording> recordings = new ArrayList<>();
    Recording quiet = recorder.open(description(), Durability.PROCESS);
    append(quiet, output(bytes(quiet.id(), 0, MAX_LENGTH)));
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      recordings.add(recorder.open(description(), Durability.PROCESS));
      writers.add(write(recordings.getLast(), 200, accepted));
    }

    for (Future<?> writer : writers) {
      writer.get();
    }
    quiet.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> recorder.recordings().isEmpty());
    assertHoldsOutputs(store, quiet.id(), 1, MAX_LENGTH);
    for (Recording recording : recordings) {
      assertHoldsOutputs(store, recording.id(), 200, MAX_LENGTH);
    }
  }

  @Test
  void waitingAuditLogDoesNotKeepSessionsFromBeingShipped() throws Exception {
    startWith(segments(4 << 20, NEVER, NEVER), 2);
    AtomicLong accepted = new AtomicLong();
    Recording quiet = recorder.open(description(), Durability.PROCESS);
    // The quiet session's open segment fills the journal but for less than one more event.
    int count = 0;
    while (recorder.figures().backlogBytes() < 2L * FILE_BYTES - 400_000) {
      append(quiet, output(new byte[300_000]));
      count++;
    }
    List<Future<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(
          executor.submit(() -> {
            for (int n = 0; n < 3_000; n++) {
              recorder.auditLog().append(LiveFeedTest.auditEvent("x".repeat(200)));
              accepted.incrementAndGet();
            }
            return null;
          }));
    }
    for (Future<?> appender : waiting) {
      appender.get();
    }
    quiet.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> store.hasManifest(quiet.id()));
    assertThat(verify(store, quiet.id()).findings()).isEmpty();
    assertThat(RecorderTestBed.read(store, quiet.id())).hasSize(count + 2);
  }

  @Test
  void storeThatFailsForAWhileLosesNothing() throws Exception {
    store.become(_ -> {
      throw new IOException("the store is away");
    });
    startWith(SMALL_SEGMENTS, 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    for (int i = 0; i < 300; i++) {
      append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
    }
    recording.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> recorder.figures().storeFailures() >= 2);
    assertThat(store.objects()).isEmpty();
    assertThat(recorder.recordings()).hasSize(1);

    store.heal();

    await().until(() -> store.hasManifest(recording.id()));
    assertHoldsOutputs(store, recording.id(), 300, MAX_LENGTH);
  }

  @Test
  void putThatStoredAndThenFailedIsDoneAgain() throws Exception {
    startWith(SMALL_SEGMENTS, 4);
    // Every second attempt stores the object and then fails, as a lost answer does.
    store.become(name -> {
      if (store.attempts() % 2 == 1) {
        store.heal();
        throw new IOException("no connection");
      }
    });
    Recording recording = recorder.open(description(), Durability.PROCESS);
    append(recording, output(bytes(recording.id(), 0, MAX_LENGTH)));
    recording.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> store.hasManifest(recording.id()));
    assertHoldsOutputs(store, recording.id(), 1, MAX_LENGTH);
  }

  @Test
  void oneRecordingThatCannotBeStoredDelaysNoOther() throws Exception {
    startWith(SMALL_SEGMENTS, 6);
    SessionDescription failing = description();
    SessionDescription crashing = description();
    store.become(name -> {
      if (name.contains(failing.id().toString())) {
        throw new IOException("not this one");
      }
      if (name.contains(crashing.id().toString())) {
        throw new IllegalStateException("nor this one");
      }
    });
    List<Recording> bad =
        List.of(
            recorder.open(failing, Durability.PROCESS),
            recorder.open(crashing, Durability.PROCESS));
    for (Recording recording : bad) {
      for (int i = 0; i < 50; i++) {
        append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
      }
      recording.end(EndReason.CLIENT_CLOSED, "");
    }
    await().until(() -> recorder.figures().storeFailures() >= 4);

    Instant before = Instant.now();
    for (int round = 0; round < 20; round++) {
      Recording good = recorder.open(description(), Durability.PROCESS);
      for (int i = 0; i < 20; i++) {
        append(good, output(bytes(good.id(), i, MAX_LENGTH)));
      }
      good.end(EndReason.CLIENT_CLOSED, "");
      await().until(() -> store.hasManifest(good.id()));
      assertHoldsOutputs(store, good.id(), 20, MAX_LENGTH);
    }
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
    assertThat(recorder.recordings()).hasSize(2);

    store.heal();
    await().until(() -> store.hasManifest(failing.id()) && store.hasManifest(crashing.id()));
    for (Recording recording : bad) {
      assertHoldsOutputs(store, recording.id(), 50, MAX_LENGTH);
    }
  }

  @Test
  void conflictingObjectEndsThatRecordingOnlyAndTheJournalKeepsIt() throws Exception {
    startWith(SMALL_SEGMENTS, 6);
    SessionDescription description = description();
    Recording conflicting = recorder.open(description, Durability.PROCESS);
    String name = ObjectNames.segment(RecordingKind.SESSION, description.id(), 0);
    store.objects().put(name, new byte[] {1});
    await()
        .until(() ->
            conflicting
                .append(output(bytes(conflicting.id(), 0, MAX_LENGTH)))
                .isCompletedExceptionally());
    conflicting.end(EndReason.RECORDER_FAILED, "");
    await().until(() -> recorder.recordings().isEmpty());
    Recording good = recorder.open(description(), Durability.PROCESS);
    good.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> store.hasManifest(good.id()));
    assertThat(store.hasManifest(description.id())).isFalse();
    Instant before = Instant.now();
    recorder.stop(Duration.ofSeconds(30));
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));

    // Somebody looked, and put the foreign object aside.
    store.objects().remove(name);
    startWith(SMALL_SEGMENTS, 6);

    await().until(() -> store.hasManifest(description.id()));
    assertThat(verify(store, description.id()).findings()).isEmpty();
  }

  @Test
  void fullDiskFailsWhatNeedsAFileAndIsToldAndPasses() throws Exception {
    CountDownLatch gate = store.block();
    startWith(SMALL_SEGMENTS, 16);
    List<Path> obstacles = new ArrayList<>();
    // Nothing can be created under a name that is taken; 2 may exist already.
    for (int number = 3; number < 80; number++) {
      Path obstacle = directory.resolve(String.format("%08d.journal", number));
      obstacles.add(obstacle);
      Files.createDirectories(obstacle.resolve("x"));
    }
    Recording quiet = recorder.open(description(), Durability.PROCESS);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    long accepted = 0;
    while (isAccepted(recording.append(output(bytes(recording.id(), accepted, MAX_LENGTH))))) {
      accepted++;
    }
    assertThat(accepted).isGreaterThan(200);
    assertThat(recorder.failure()).isPresent();
    assertThat(recording.append(new Event.ShellStarted(0)))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(RecordingException.class)
        .withMessageContaining("could not be recorded");
    assertThat(quiet.broken())
        .as("who records nothing is told too")
        .succeedsWithin(Duration.ofSeconds(5));
    quiet.end(EndReason.RECORDER_FAILED, "");
    recording.end(EndReason.RECORDER_FAILED, "");
    assertThatThrownBy(() -> recorder.open(description(), Durability.PROCESS))
        .isInstanceOf(RecordingException.class);
    assertThat(obstacles).as("what is in the way is not deleted").allMatch(Files::isDirectory);

    for (Path obstacle : obstacles) {
      Files.delete(obstacle.resolve("x"));
      Files.delete(obstacle);
    }
    gate.countDown();
    store.heal();

    await().until(() -> recorder.failure().isEmpty());
    await().until(() -> store.hasManifest(recording.id()));
    assertHoldsOutputs(store, recording.id(), accepted, MAX_LENGTH);
    Recording next = recorder.open(description(), Durability.PROCESS);
    next.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> store.hasManifest(next.id()));
  }

  /** Waits for the answer: while a file is being prepared, an event is neither. */
  private static boolean isAccepted(CompletableFuture<Void> appended) throws Exception {
    try {
      appended.get(20, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException refused) {
      return false;
    }
  }
}
