package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.bytes;
import static dev.gatescribe.recorder.RecorderTestBed.bytesOf;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.LiveFeed.LiveRecording;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveFeedTest {
  private final FaultyStore store = new FaultyStore();

  @TempDir private Path directory;

  static AuditEvent auditEvent(String detail) {
    return new AuditEvent(
        Instant.EPOCH,
        AuditAction.SESSION_STARTED,
        "",
        "",
        Protocol.SSH,
        "asha",
        "web-1",
        "deploy",
        "",
        "",
        detail);
  }

  @Test
  void pendingEventsAreThoseNotYetStoredFromTheNumberAskedFor() throws Exception {
    var gate = store.block();
    try (JournalRecorder recorder =
        start(journal(directory, 4), segments(20_000, NEVER, NEVER), store)) {
      Recording recording = recorder.open(description(), Durability.PROCESS);
      for (int i = 0; i < 50; i++) {
        append(recording, output(bytes(recording.id(), i, 2_000)));
      }
      LiveRecording live = recorder.recording(recording.id()).orElseThrow();

      assertThat(live.description().id()).isEqualTo(recording.id());
      assertThat(live.elapsedMicros()).isPositive();
      for (int from : new int[] {0, 1, 17, 50}) {
        List<TimedEvent> pending = live.pendingFrom(from);
        assertThat(pending).hasSize(51 - from);
        assertThat(pending.getFirst().sequence()).isEqualTo(from);
      }
      assertThat(live.pendingFrom(51)).isEmpty();
      assertThat(live.pendingFrom(0).getFirst().event()).isInstanceOf(Event.SessionStarted.class);
      gate.countDown();
      store.heal();
    }
  }

  @Test
  void largePendingTailComesInParts() throws Exception {
    var gate = store.block();
    try (JournalRecorder recorder =
        start(journal(directory, 12), segments(4 << 20, NEVER, NEVER), store)) {
      Recording recording = recorder.open(description(), Durability.PROCESS);
      for (int i = 0; i < 60; i++) {
        append(recording, output(new byte[300_000]));
      }
      LiveRecording live = recorder.recording(recording.id()).orElseThrow();

      List<Long> sequences = new ArrayList<>();
      int parts = 0;
      List<TimedEvent> part = live.pendingFrom(0);
      while (!part.isEmpty()) {
        part.forEach(timed -> sequences.add(timed.sequence()));
        parts++;
        part = live.pendingFrom(sequences.getLast() + 1);
      }
      assertThat(sequences).hasSize(61).isSorted().doesNotHaveDuplicates();
      assertThat(parts).isEqualTo(3);
      gate.countDown();
      store.heal();
    }
  }

  @Test
  void whatAViewerGetsWhileSegmentsAreShippedAndFilesReusedIsAlwaysWhole() throws Exception {
    try (JournalRecorder recorder =
            start(journal(directory, 2), segments(20_000, NEVER, NEVER), store);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Recording recording = recorder.open(description(), Durability.PROCESS);
      LiveRecording live = recorder.recording(recording.id()).orElseThrow();
      AtomicLong accepted = new AtomicLong();
      List<Future<Long>> viewers = new ArrayList<>();
      for (int viewer = 0; viewer < 3; viewer++) {
        viewers.add(executor.submit(() -> view(live, recording, accepted)));
      }
      int written = 0;
      while (written < 6_000 || !viewers.stream().allMatch(Future::isDone)) {
        append(recording, output(bytes(recording.id(), written, 3_000)));
        written++;
        accepted.set(written);
      }
      for (Future<Long> viewer : viewers) {
        assertThat(viewer.get()).as("looks").isEqualTo(20);
      }
      recording.end(EndReason.CLIENT_CLOSED, "");
      await().until(() -> store.hasManifest(recording.id()));
      RecorderTestBed.assertHoldsOutputs(store, recording.id(), written, 3_000);
      // Everything is released: the journal can take more than it holds.
      Recording next = recorder.open(description(), Durability.PROCESS);
      for (int i = 0; i < 3_000; i++) {
        append(next, output(bytes(next.id(), i, 3_000)));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> store.segments(next.id()) > 100);
    }
  }

  private static long view(LiveRecording live, Recording recording, AtomicLong accepted) {
    long looks = 0;
    while (looks < 20) {
      long acceptedBefore = accepted.get();
      List<TimedEvent> pending = live.pendingFrom(0);
      for (int i = 0; i < pending.size(); i++) {
        TimedEvent timed = pending.get(i);
        assertThat(timed.sequence()).isEqualTo(pending.getFirst().sequence() + i);
        if (timed.sequence() > 0) {
          assertThat(bytesOf(timed)).isEqualTo(bytes(recording.id(), timed.sequence() - 1, 3_000));
        }
      }
      if (!pending.isEmpty()) {
        assertThat(pending.getLast().sequence()).isGreaterThanOrEqualTo(acceptedBefore);
      }
      looks++;
    }
    return looks;
  }
}
