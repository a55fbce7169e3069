package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.assertHoldsOutputs;
import static dev.gatescribe.recorder.RecorderTestBed.bytes;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process starts while the object store is down, after one that was lost. */
@Timeout(60)
class LateRecoveryTest {
  private static final int MAX_LENGTH = 6_000;
  private static final int OUTPUTS = 100;
  private static final RecorderSettings SETTINGS = segments(50_000, NEVER, NEVER);

  @TempDir private Path directory;

  /** Readings: the list and the segments of one recording, and then those of the next. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void storeIsDownAtTheStartThenRecoveryGoesOnWhenItIsBack(int readings) throws Exception {
    FaultyStore store = new FaultyStore();
    JournalRecorder lost = start(journal(directory.resolve("journal"), 8), SETTINGS, store);
    List<Recording> cutOff = new ArrayList<>();
    for (int session = 0; session < 2; session++) {
      cutOff.add(lost.open(description(), Durability.PROCESS));
    }
    // Three segments of each are stored, the rest is in the journal.
    store.become(name -> {
      if (name.contains("00000003.segment")) {
        throw new IOException("the store is away");
      }
    });
    for (Recording recording : cutOff) {
      for (int i = 0; i < OUTPUTS; i++) {
        append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
      }
      await().until(() -> store.segments(recording.id()) == 3);
    }
    Copies.copy(directory.resolve("journal"), directory.resolve("crashed"));
    FaultyStore after = new FaultyStore();
    after.objects().putAll(store.objects());
    lost.stop(Duration.ofMillis(100));
    after.answerOnly(readings);

    try (JournalRecorder recorder =
        start(journal(directory.resolve("crashed"), 8), SETTINGS, after)) {
      assertThat(recorder.recoversLater()).isTrue();
      Recording fresh = recorder.open(description(), Durability.PROCESS);
      append(fresh, output(bytes(fresh.id(), 0, MAX_LENGTH)));
      fresh.end(EndReason.CLIENT_CLOSED, "");
      after.answerAgain();

      List<RecordingId> truncated = new ArrayList<>(recorder.recovered());
      truncated.addAll(recorder.recoverLater());

      assertThat(recorder.recoversLater()).isFalse();
      assertThat(truncated)
          .containsExactlyInAnyOrderElementsOf(cutOff.stream().map(Recording::id).toList());
      for (Recording recording : cutOff) {
        await().until(() -> after.hasManifest(recording.id()));
        assertHoldsOutputs(after, recording.id(), OUTPUTS, MAX_LENGTH);
      }
      await().until(() -> after.hasManifest(fresh.id()));
    }
  }
}
