package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.NEVER;
import static dev.gatescribe.recorder.RecorderTestBed.append;
import static dev.gatescribe.recorder.RecorderTestBed.description;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.output;
import static dev.gatescribe.recorder.RecorderTestBed.read;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is set while a session goes on. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class MovedClockTest {
  @TempDir private Path directory;
  private volatile Duration moved = Duration.ZERO;

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void orderAndDurationsAreRightAndTheManifestSaysByHowMuchItMoved(Duration by) throws Exception {
    FaultyStore store = new FaultyStore();
    InstantSource source = () -> Instant.now().plus(moved);
    Clock clock = source.withZone(ZoneOffset.UTC);
    long begun = System.nanoTime();
    try (JournalRecorder recorder =
        JournalRecorder.start(
            journal(directory, 4),
            segments(4 << 20, NEVER, NEVER),
            store,
            RecorderTestBed.KEY,
            clock)) {
      Recording recording = recorder.open(description(), Durability.PROCESS);
      for (int i = 0; i < 100; i++) {
        if (i == 50) {
          moved = by;
        }
        append(recording, output(new byte[] {(byte) i}));
      }
      recording.end(EndReason.CLIENT_CLOSED, "");
      await().until(() -> store.hasManifest(recording.id()));
      long tookMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);

      Verification verification = verify(store, recording.id());
      assertThat(verification.findings()).isEmpty();
      Manifest manifest = verification.manifest();
      assertThat(Duration.of(manifest.clockDriftMicros(), ChronoUnit.MICROS))
          .isCloseTo(by, Duration.ofSeconds(30));
      assertThat(manifest.durationMicros()).isBetween(0L, tookMicros);
      List<TimedEvent> events = read(store, recording.id());
      assertThat(events).extracting(TimedEvent::offsetMicros).isSorted();
      assertThat(events.getLast().offsetMicros()).isLessThanOrEqualTo(tookMicros);
      for (int i = 0; i < 100; i++) {
        assertThat(RecorderTestBed.bytesOf(events.get(i + 1))).containsExactly(i);
      }
    }
  }
}
