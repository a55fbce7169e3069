package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.read;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Appenders that do not wait for each event, on a journal that is full again and again. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class WaitingEventsStressTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());
  private static final int RECORDINGS = 5;
  private static final int APPENDERS = 3;
  private static final int EVENTS = 400;
  private static final int MAX_LENGTH = 12_000;

  /** So many of the longest events that an appender may have waiting fit below the cap. */
  private static final int WINDOW = 60;

  @TempDir private Path directory;
  private final FaultyStore store = new FaultyStore();
  private final AtomicLong waited = new AtomicLong();

  @Test
  void severalAppendersOnASlowStoreThenEveryEventIsRecordedOnceAndDoneInItsOrder()
      throws Exception {
    System.out.println("seed " + SEED);
    // How fast the store is decides how often the journal is full; nothing is awaited by it.
    store.become(_ -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)));
    List<Recording> recordings = new ArrayList<>();
    try (JournalRecorder recorder =
            start(
                journal(directory, 2),
                segments(100_000, Duration.ofMillis(700), Duration.ofMillis(50)),
                store);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> sessions = new ArrayList<>();
      for (int i = 0; i < RECORDINGS; i++) {
        Recording recording = recorder.open(description(), Durability.PROCESS);
        recordings.add(recording);
        Random random = new Random(SEED + i);
        sessions.add(executor.submit(() -> session(recording, random)));
      }
      for (Future<?> session : sessions) {
        session.get();
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> recorder.recordings().isEmpty());
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + SEED, e);
    }
    assertThat(waited.get()).as("events that waited").isGreaterThan(100);
    for (Recording recording : recordings) {
      assertHoldsEverything(recording);
    }
  }

  /** Several appenders, and the end while the last events of some may wait. */
  private Void session(Recording recording, Random random) throws Exception {
    AtomicInteger appended = new AtomicInteger();
    List<CompletableFuture<Void>> last = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Deque<CompletableFuture<Void>>>> appenders = new ArrayList<>();
      for (int stream = 0; stream < APPENDERS; stream++) {
        int number = stream;
        Random own = new Random(random.nextLong());
        appenders.add(executor.submit(() -> append(recording, number, own, appended)));
      }
      for (Future<Deque<CompletableFuture<Void>>> appender : appenders) {
        last.addAll(appender.get());
      }
    }
    recording.end(EndReason.CLIENT_CLOSED, "");
    for (CompletableFuture<Void> accepted : last) {
      accepted.get(50, TimeUnit.SECONDS);
    }
    assertThat(appended).hasValue(APPENDERS * EVENTS);
    return null;
  }

  private Deque<CompletableFuture<Void>> append(
      Recording recording, int stream, Random random, AtomicInteger appended) throws Exception {
    Deque<CompletableFuture<Void>> outstanding = new ArrayDeque<>();
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < EVENTS; i++) {
      byte[] content = content(stream, i);
      int expected = i;
      CompletableFuture<Void> accepted =
          recording.append(new Event.Output(stream, Content.of(content)));
      if (!accepted.isDone()) {
        waited.incrementAndGet();
      }
      outstanding.add(
          accepted.thenRun(() -> assertThat(done.getAndIncrement()).isEqualTo(expected)));
      appended.incrementAndGet();
      while (outstanding.size() > random.nextInt(WINDOW)) {
        outstanding.remove().get(50, TimeUnit.SECONDS);
      }
    }
    return outstanding;
  }

  private static byte[] content(int stream, int number) {
    Random random = new Random(stream * 100_000L + number);
    byte[] bytes = new byte[random.nextInt(MAX_LENGTH)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void assertHoldsEverything(Recording recording) throws Exception {
    assertThat(verify(store, recording.id()).findings()).isEmpty();
    assertThat(verify(store, recording.id()).manifest().state()).isEqualTo(Manifest.State.SEALED);
    Map<Integer, Integer> next = new HashMap<>();
    List<TimedEvent> events = read(store, recording.id());
    for (TimedEvent timed : events) {
      if (timed.event() instanceof Event.Output(var stream, var content)) {
        int number = next.merge(stream, 1, Integer::sum) - 1;
        assertThat(content).isEqualTo(Content.of(content(stream, number)));
      }
    }
    assertThat(next).hasSize(APPENDERS);
    assertThat(next.values()).containsOnly(EVENTS);
    assertThat(events).extracting(TimedEvent::offsetMicros).isSorted();
    assertThat(events.getLast().event()).isInstanceOf(Event.SessionEnded.class);
  }
}
