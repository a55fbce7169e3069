package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.FILE_BYTES;
import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.assertHoldsOutputs;
import static dev.gatescribe.recorder.RecorderTestBed.bytes;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static dev.gatescribe.recorder.RecorderTestBed.read;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JournalRecorderTest {
  private static final RecorderSettings LARGE_SEGMENTS = segments(4 << 20, NEVER, NEVER);

  @TempDir private Path directory;
  private final FaultyStore store = new FaultyStore();
  private JournalRecorder recorder;

  @AfterEach
  void stop() throws Exception {
    store.heal();
    if (recorder != null) {
      recorder.stop(Duration.ofSeconds(5));
    }
  }

  private void startWith(RecorderSettings settings, int maxFiles) throws Exception {
    recorder = start(journal(directory, maxFiles), settings, store);
  }

  @Test
  void sessionIsRecordedSealedAndVerifies() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    SessionDescription description = description();
    List<Event> events =
        List.of(
            new Event.ShellStarted(0),
            output("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            new Event.Exited(0, 37));
    Recording recording = recorder.open(description, Durability.PROCESS);

    events.forEach(event -> append(recording, event));
    recording.end(EndReason.CLIENT_CLOSED, "bye");
    recording.end(EndReason.GATEWAY_ERROR, "a second end does nothing");

    await().until(() -> store.hasManifest(description.id()));
    Verification verification = verify(store, description.id());
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.signerTrusted()).isTrue();
    Manifest manifest = verification.manifest();
    assertThat(manifest.state()).isEqualTo(Manifest.State.SEALED);
    assertThat(manifest.session()).isEqualTo(description);
    assertThat(manifest.endReason()).isEqualTo("client-closed");
    assertThat(manifest.endDetail()).isEqualTo("bye");
    assertThat(manifest.software()).isEqualTo("test 1");
    assertThat(Math.abs(manifest.clockDriftMicros())).isLessThan(5_000_000);
    List<Event> expected = new ArrayList<>();
    expected.add(new Event.SessionStarted(description));
    expected.addAll(events);
    expected.add(new Event.SessionEnded(EndReason.CLIENT_CLOSED, "bye"));
    List<TimedEvent> stored = read(store, description.id());
    assertThat(stored).extracting(TimedEvent::event).isEqualTo(expected);
    assertThat(stored).extracting(TimedEvent::offsetMicros).isSorted();
    await().until(() -> recorder.recordings().isEmpty());
  }

  @Test
  void eventIsAcceptedWhenItIsOnTheDiskIfThatIsAsked() throws Exception {
    // Nothing is flushed by itself here, so whatever is done was flushed because it was asked.
    JournalSettings settings =
        new JournalSettings(directory.resolve("slow"), FILE_BYTES, 4, Duration.ofHours(1));
    try (JournalRecorder slow = start(settings, LARGE_SEGMENTS, store)) {
      Recording durable = slow.open(description(), Durability.DISK);
      Recording quick = slow.open(description(), Durability.PROCESS);

      List<CompletableFuture<Void>> accepted = new ArrayList<>();
      boolean waited = false;
      for (int i = 0; i < 1_000; i++) {
        CompletableFuture<Void> flushed = durable.append(output(bytes(durable.id(), i, 100)));
        waited |= !flushed.isDone();
        accepted.add(flushed);
        assertThat(quick.append(output(bytes(quick.id(), i, 100)))).isCompleted();
      }
      assertThat(waited).as("some append had to wait for its flush").isTrue();
      CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
      durable.end(EndReason.CLIENT_CLOSED, "");
      quick.end(EndReason.CLIENT_CLOSED, "");
      await().until(() -> store.hasManifest(durable.id()) && store.hasManifest(quick.id()));
      assertHoldsOutputs(store, durable.id(), 1_000, 100);
    }
  }

  @Test
  void appendAfterEndFails() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    recording.end(EndReason.CLIENT_CLOSED, "");

    assertThat(recording.append(new Event.ShellStarted(0)))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(RecordingException.class);
  }

  @Test
  void tooLargeContentFailsTheRecordingAndTheRestIsSealed() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    append(recording, output(new byte[1024 * 1024]));

    assertThat(recording.append(output(new byte[1024 * 1024 + 1]))).isCompletedExceptionally();
    assertThat(recording.append(new Event.ShellStarted(0))).isCompletedExceptionally();
    recording.end(EndReason.RECORDER_FAILED, "");

    await().until(() -> store.hasManifest(recording.id()));
    assertThat(verify(store, recording.id()).findings()).isEmpty();
    assertThat(read(store, recording.id())).hasSize(3);
  }

  @Test
  void detailAndNamesLongerThanATextMayBeDoNotContradictTheManifest() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    SessionDescription given = description();
    SessionDescription long20k =
        new SessionDescription(
            given.id(),
            given.protocol(),
            "ä".repeat(20_000),
            given.target(),
            given.login(),
            given.clientAddress(),
            given.authentication(),
            given.rule(),
            Instant.EPOCH);
    Recording recording = recorder.open(long20k, Durability.PROCESS);
    recording.end(EndReason.TARGET_CLOSED, "☃".repeat(20_000));

    await().until(() -> store.hasManifest(given.id()));
    assertThat(verify(store, given.id()).findings()).isEmpty();
  }

  @Test
  void segmentsEndByTheirSize() throws Exception {
    startWith(segments(50_000, NEVER, NEVER), 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    for (int i = 0; i < 400; i++) {
      append(recording, output(bytes(recording.id(), i, 4_000)));
    }
    recording.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> store.hasManifest(recording.id()));
    assertHoldsOutputs(store, recording.id(), 400, 4_000);
    assertThat(store.segments(recording.id())).isBetween(16L, 25L);
    for (int number = 0; number < store.segments(recording.id()); number++) {
      List<TimedEvent> segment =
          RecordingCatalog.sessions(store).open(recording.id()).segment(number);
      assertThat(
              segment.stream()
                  .filter(timed -> timed.event() instanceof Event.Output)
                  .mapToInt(timed -> RecorderTestBed.bytesOf(timed).length)
                  .sum())
          .isLessThanOrEqualTo(50_000);
    }
  }

  @Test
  void eventLargerThanASegmentHasOneOfItsOwn() throws Exception {
    startWith(segments(1_000, NEVER, NEVER), 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    for (int i = 0; i < 3; i++) {
      append(recording, output(new byte[1024 * 1024]));
    }
    recording.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> store.hasManifest(recording.id()));
    assertThat(verify(store, recording.id()).findings()).isEmpty();
    assertThat(store.segments(recording.id())).isEqualTo(5);
  }

  @Test
  void firstSegmentIsStoredEarlyAndLaterOnesByTheirAge() throws Exception {
    startWith(segments(4 << 20, Duration.ofMillis(700), Duration.ofMillis(100)), 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);

    await().atMost(5, TimeUnit.SECONDS).until(() -> store.segments(recording.id()) == 1);
    Instant appended = Instant.now();
    append(recording, new Event.ShellStarted(0));
    await().atMost(5, TimeUnit.SECONDS).until(() -> store.segments(recording.id()) == 2);

    assertThat(Duration.between(appended, Instant.now())).isGreaterThan(Duration.ofMillis(600));
    await().during(Duration.ofSeconds(1)).until(() -> store.segments(recording.id()) == 2);
    recording.end(EndReason.CLIENT_CLOSED, "");
  }

  @Test
  void threadsThatShareOneRecordingEachKeepTheirOrder() throws Exception {
    startWith(segments(30_000, NEVER, NEVER), 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    int threads = 6;
    int each = 2_000;
    List<Future<?>> writers = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < threads; thread++) {
        int stream = thread;
        writers.add(
            executor.submit(() -> {
              for (int i = 0; i < each; i++) {
                append(recording, new Event.Output(stream, Content.of("number " + i)));
              }
            }));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    recording.end(EndReason.CLIENT_CLOSED, "");

    await().until(() -> store.hasManifest(recording.id()));
    assertThat(verify(store, recording.id()).findings()).isEmpty();
    Map<Integer, Integer> next = new HashMap<>();
    for (TimedEvent timed : read(store, recording.id())) {
      if (timed.event() instanceof Event.Output(var stream, var content)) {
        int expected = next.merge(stream, 1, Integer::sum) - 1;
        assertThat(content).isEqualTo(Content.of("number " + expected));
      }
    }
    assertThat(next).hasSize(threads).allSatisfy((_, count) -> assertThat(count).isEqualTo(each));
  }

  @Test
  void manyRecordingsBesideEachOtherEachHaveTheirOwnContentThroughReusedFiles() throws Exception {
    startWith(segments(40_000, NEVER, Duration.ofMillis(100)), 3);
    Map<Recording, Integer> written = new ConcurrentHashMap<>();
    List<Future<?>> sessions = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int session = 0; session < 30; session++) {
        int events = 100 + 7 * session;
        sessions.add(
            executor.submit(() -> {
              Recording recording = recorder.open(description(), Durability.PROCESS);
              for (int i = 0; i < events; i++) {
                append(recording, output(bytes(recording.id(), i, 8_000)));
              }
              recording.end(EndReason.CLIENT_CLOSED, "");
              written.put(recording, events);
              return null;
            }));
      }
    }
    for (Future<?> session : sessions) {
      session.get();
    }

    // 24 MB went through a journal of 6 MB.
    await().until(() -> recorder.recordings().isEmpty());
    assertThat(written).hasSize(30);
    for (var entry : written.entrySet()) {
      List<TimedEvent> events =
          assertHoldsOutputs(store, entry.getKey().id(), entry.getValue(), 8_000);
      assertThat(events).hasSize(entry.getValue() + 2);
    }
    await().until(() -> recorder.figures().backlogBytes() < FILE_BYTES);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".journal")).count())
          .isLessThanOrEqualTo(3);
    }
  }

  @Test
  void stopEndsWhatIsLiveAndSealsIt() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    Recording one = recorder.open(description(), Durability.PROCESS);
    Recording two = recorder.open(description(), Durability.PROCESS);
    append(one, new Event.ShellStarted(0));

    recorder.stop(Duration.ofSeconds(10));

    for (Recording recording : List.of(one, two)) {
      Verification verification = verify(store, recording.id());
      assertThat(verification.findings()).isEmpty();
      assertThat(verification.manifest().endReason()).isEqualTo("gateway-stopped");
      assertThat(recording.append(new Event.ShellStarted(0))).isCompletedExceptionally();
    }
    assertThatThrownBy(() -> recorder.open(description(), Durability.PROCESS))
        .isInstanceOf(RecordingException.class);
    assertThat(directory.resolve("open")).isEmptyDirectory();
  }

  @Test
  void stopIsBoundedWhenTheStoreHangsAndTheNextStartFinishes() throws Exception {
    CountDownLatch gate = store.block();
    startWith(LARGE_SEGMENTS, 4);
    Recording recording = recorder.open(description(), Durability.PROCESS);
    append(recording, new Event.ShellStarted(0));
    Instant before = Instant.now();

    recorder.stop(Duration.ofSeconds(1));

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    gate.countDown();
    store.heal();
    startWith(LARGE_SEGMENTS, 4);
    await().until(() -> store.hasManifest(recording.id()));
    Verification verification = verify(store, recording.id());
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.manifest().state()).isEqualTo(Manifest.State.SEALED);
    assertThat(recorder.recovered()).isEmpty();
  }

  @Test
  void recordingThatCannotBeNotedAsOpenIsNotOpened() throws Exception {
    startWith(LARGE_SEGMENTS, 4);
    SessionDescription description = description();
    Recording recording = recorder.open(description, Durability.PROCESS);

    // The same id again: two writers of one recording.
    assertThatThrownBy(() -> recorder.open(description, Durability.PROCESS))
        .isInstanceOf(RecordingException.class);

    recording.end(EndReason.CLIENT_CLOSED, "");
    await().until(() -> store.hasManifest(description.id()));
    assertThat(verify(store, description.id()).findings()).isEmpty();
  }
}
