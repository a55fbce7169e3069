package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.FILE_BYTES;
import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
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
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** The journal is full, because the store takes nothing. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class WaitingEventsTest {
  private static final int MAX_FILES = 2;
  private static final int MAX_LENGTH = 100_000;

  @TempDir private Path directory;
  private final FaultyStore store = new FaultyStore();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private CountDownLatch gate;
  private JournalRecorder recorder;
  private Recording recording;

  /** How many outputs were appended to {@link #recording}. */
  private int appended;

  @BeforeEach
  void openWithStoreAway() throws Exception {
    gate = store.block();
    startAgain();
    recording = recorder.open(description(), Durability.PROCESS);
  }

  /** No segment ends by its size or age: only a full journal has them shipped. */
  private void startAgain() throws Exception {
    recorder = start(journal(directory, MAX_FILES), segments(8 << 20, NEVER, NEVER), store);
  }

  @AfterEach
  void stop() throws Exception {
    letStoreReturn();
    recorder.stop(Duration.ofSeconds(5));
    executor.shutdownNow();
  }

  private void letStoreReturn() {
    store.heal();
    gate.countDown();
  }

  private CompletableFuture<Void> append() {
    return recording.append(output(bytes(recording.id(), appended++, MAX_LENGTH)));
  }

  /** Appends until an event waits, and gives its future. */
  private CompletableFuture<Void> fillJournal() {
    CompletableFuture<Void> last = append();
    while (!waitsForShipping(last)) {
      last = append();
    }
    return last;
  }

  /** Whether an event waits for the store, and not only for a file that is being prepared. */
  private boolean waitsForShipping(CompletableFuture<Void> future) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            future.isDone() || recorder.figures().backlogBytes() == (long) MAX_FILES * FILE_BYTES);
    return !future.isDone();
  }

  private void assertSealedWithEverything() throws Exception {
    await().until(() -> store.hasManifest(recording.id()));
    List<TimedEvent> events = assertHoldsOutputs(store, recording.id(), appended, MAX_LENGTH);
    assertThat(events).hasSize(appended + 2);
    assertThat(verify(store, recording.id()).manifest().state()).isEqualTo(Manifest.State.SEALED);
  }

  private static void assertFailed(Future<Void> future, String message) {
    assertThat(future)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(RecordingException.class)
        .withMessageContaining(message);
  }

  @Test
  void journalIsFullThenAppendReturnsAtOnceAndItsFutureIsDoneAfterShipping() throws Exception {
    CompletableFuture<Void> first = fillJournal();
    CompletableFuture<Void> second = append();
    await().during(Duration.ofMillis(300)).until(() -> !first.isDone() && !second.isDone());

    letStoreReturn();

    assertThat(first).succeedsWithin(Duration.ofSeconds(10));
    assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    // Nothing waits any more, and the next one is taken as ever.
    await().until(() -> append().isDone());
    recording.end(EndReason.CLIENT_CLOSED, "");
    assertSealedWithEverything();
  }

  @Test
  void bytesOfTheCallerChangeWhileTheirEventWaitsThenTheRecordingHasThemAsTheyWere()
      throws Exception {
    var _ = fillJournal();
    byte[] bytes = bytes(recording.id(), appended++, MAX_LENGTH);
    var _ = recording.append(output(bytes));
    Arrays.fill(bytes, (byte) 0);

    letStoreReturn();

    recording.end(EndReason.CLIENT_CLOSED, "");
    assertSealedWithEverything();
  }

  @Test
  void eventsWaitThenTheirFuturesAreDoneInTheirOrderAndLaterOnesBehindThem() throws Exception {
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    var _ = fillJournal().thenRun(() -> done.add(0));
    for (int i = 1; i < 29; i++) {
      int number = i;
      var _ = append().thenRun(() -> done.add(number));
    }
    // Whoever is told last appends again, while nothing waits any more: that must not overtake.
    var _ =
        append()
            .thenRun(() -> {
              var _ = append().thenRun(() -> done.add(30));
              var _ = append().thenRun(() -> done.add(31));
              done.add(29);
            });

    letStoreReturn();

    await().until(() -> done.size() == 32);
    recording.end(EndReason.CLIENT_CLOSED, "");
    assertThat(done).containsExactlyElementsOf(IntStream.range(0, 32).boxed().toList());
    assertSealedWithEverything();
  }

  @Test
  void futureIsDoneThenWhoeverIsToldMayAppendFromAnotherThreadAndWaitForIt() throws Exception {
    CompletableFuture<Integer> told =
        fillJournal()
            .thenApply(_ -> {
              try {
                executor.submit(() -> append().isDone()).get(10, TimeUnit.SECONDS);
                return recorder.recording(recording.id()).orElseThrow().pendingFrom(0).size();
              } catch (Exception e) {
                throw new IllegalStateException("the recording is locked", e);
              }
            });

    letStoreReturn();

    assertThat(told).succeedsWithin(Duration.ofSeconds(15));
    recording.end(EndReason.CLIENT_CLOSED, "");
    assertSealedWithEverything();
  }

  @Test
  void eventsWaitWhenTheSessionEndsThenTheEndIsSealedBehindThem() throws Exception {
    CompletableFuture<Void> first = fillJournal();
    CompletableFuture<Void> second = append();

    recording.end(EndReason.CLIENT_CLOSED, "bye");

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertFailed(recording.append(new Event.ShellStarted(0)), "has ended");
    letStoreReturn();
    assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    assertSealedWithEverything();
    Manifest manifest = verify(store, recording.id()).manifest();
    assertThat(manifest.endReason()).isEqualTo("client-closed");
    assertThat(manifest.endDetail()).isEqualTo("bye");
    await().until(() -> recorder.recordings().isEmpty());
  }

  @Test
  void sessionEndsWhileThereIsRoomAndOthersStillWaitThenTheEndStaysBehindThem() throws Exception {
    var _ = fillJournal().thenRun(() -> recording.end(EndReason.CLIENT_CLOSED, ""));
    for (int i = 0; i < 5; i++) {
      var _ = append();
    }

    letStoreReturn();

    assertSealedWithEverything();
  }

  @Test
  void eventsWaitThenTheLiveFeedHasThoseBeforeThemAtOnceAndThemWhenTheyAreWritten()
      throws Exception {
    LiveRecording live = recorder.recording(recording.id()).orElseThrow();
    var _ = fillJournal();
    var _ = append();
    Instant before = Instant.now();

    assertThat(live.pendingFrom(appended - 2)).hasSize(1);

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
    CompletableFuture<Void> last = append();
    letStoreReturn();
    assertThat(last).succeedsWithin(Duration.ofSeconds(10));
    assertThat(live.pendingFrom(appended))
        .extracting(TimedEvent::sequence)
        .isSubsetOf((long) appended);
  }

  @Test
  void eventsWaitWhenTheRecordingIsGivenUpThenAllFailInOrderAndItEnds() throws Exception {
    List<Integer> failed = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    waiting.add(fillJournal());
    for (int i = 0; i < 5; i++) {
      waiting.add(append());
    }
    for (int i = 0; i < waiting.size(); i++) {
      int number = i;
      var _ =
          waiting
              .get(i)
              .exceptionally(_ -> {
                failed.add(number);
                return null;
              });
    }

    store
        .objects()
        .put(ObjectNames.segment(RecordingKind.SESSION, recording.id(), 0), new byte[] {1});
    letStoreReturn();

    for (CompletableFuture<Void> future : waiting) {
      assertFailed(future, "cannot be stored");
    }
    await().until(() -> failed.size() == waiting.size());
    assertThat(failed).isSorted();
    assertFailed(append(), "cannot be stored");
    recording.end(EndReason.RECORDER_FAILED, "");
    await().until(() -> recorder.recordings().isEmpty());
  }

  @Test
  void eventsWaitWhenTheRecorderStopsThenTheyFailAndTheNextStartHasAllThatWereDone()
      throws Exception {
    CompletableFuture<Void> first = fillJournal();
    int accepted = appended - 1;
    CompletableFuture<Void> second = append();
    Instant before = Instant.now();

    recorder.stop(Duration.ofSeconds(1));

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertFailed(first, "could not be recorded");
    assertFailed(second, "could not be recorded");
    assertFailed(append(), "");
    letStoreReturn();
    startAgain();
    await().until(() -> store.hasManifest(recording.id()));
    assertHoldsOutputs(store, recording.id(), accepted, MAX_LENGTH);
    assertThat(verify(store, recording.id()).manifest().state())
        .isEqualTo(Manifest.State.TRUNCATED);
  }

  @Test
  void sessionOpensOnAFullJournalThenOpenWaitsAndStopFailsIt() throws Exception {
    var _ = fillJournal();
    Future<Recording> opening =
        executor.submit(() -> recorder.open(description(), Durability.PROCESS));
    Future<?> audited =
        executor.submit(() -> {
          recorder.auditLog().append(LiveFeedTest.auditEvent("x"));
          return null;
        });
    await()
        .during(Duration.ofMillis(300))
        .until(() -> !opening.isDone() && !audited.isDone() && recorder.recordings().size() == 1);
    Instant before = Instant.now();

    recorder.stop(Duration.ofSeconds(1));

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    await().until(() -> opening.isDone() && audited.isDone());
    assertThat(opening.exceptionNow()).isInstanceOf(RecordingException.class);
    assertThat(audited.exceptionNow()).isInstanceOf(RecordingException.class);
    letStoreReturn();
    startAgain();
  }

  @Test
  void moreWaitsThanARecordingMayHoldThenTheNextFailsAtOnceAndWhatWaitedIsKept() throws Exception {
    CompletableFuture<Void> last = fillJournal();
    long waiting = 0;
    CompletableFuture<Void> next = append();
    while (!next.isDone()) {
      last = next;
      waiting++;
      next = append();
    }
    appended--;

    assertFailed(next, "more than " + WaitingEvents.MAX_BYTES + " bytes of this session");
    assertFailed(recording.append(new Event.ShellStarted(0)), "bytes of this session");
    // Half of the longest, each; so it was the cap, and not one event more or less.
    assertThat(waiting * MAX_LENGTH / 2).isBetween(3L << 20, 5L << 20);
    recording.end(EndReason.RECORDER_FAILED, "");
    assertThat(last).isNotDone();
    letStoreReturn();
    assertThat(last).succeedsWithin(Duration.ofSeconds(10));
    assertSealedWithEverything();
  }

  @Test
  void moreWaitsThanAllSessionsTogetherMayHoldThenOneFailsAndTheOthersAreKept() throws Exception {
    List<Recording> others = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      others.add(recorder.open(description(), Durability.PROCESS));
    }
    var _ = fillJournal();
    Event mebibyte = output(new byte[1 << 20]);
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    CompletableFuture<Void> last = new CompletableFuture<>();
    for (int i = 0; !last.isDone(); i++) {
      waiting.add(last);
      last = others.get(i / 3).append(mebibyte);
    }
    waiting.removeFirst();

    assertFailed(last, "bytes of all sessions");
    assertThat(waiting).hasSize(63).noneMatch(Future::isDone);
    assertThat(recorder.figures().waitingBytes()).isBetween(63L << 20, 64L << 20);
    letStoreReturn();
    for (CompletableFuture<Void> future : waiting) {
      assertThat(future).succeedsWithin(Duration.ofSeconds(20));
    }
    await().until(() -> recorder.figures().waitingBytes() == 0);
  }

  @Test
  void sessionHasEndedBehindWaitingEventsWhenTheJournalClosesThenAllFailAndItIsTruncated()
      throws Exception {
    CompletableFuture<Void> first = fillJournal();
    CompletableFuture<Void> second = append();
    recording.end(EndReason.CLIENT_CLOSED, "");

    recorder.stop(Duration.ZERO);

    assertFailed(first, "the journal is closed");
    assertFailed(second, "the journal is closed");
    letStoreReturn();
    startAgain();
    await().until(() -> store.hasManifest(recording.id()));
    assertThat(verify(store, recording.id()).manifest().state())
        .isEqualTo(Manifest.State.TRUNCATED);
  }
}
