package dev.gatescribe.recorder;

import static dev.gatescribe.recorder.RecorderTestBed.assertHoldsOutputs;
import static dev.gatescribe.recorder.RecorderTestBed.journal;
import static dev.gatescribe.recorder.RecorderTestBed.segments;
import static dev.gatescribe.recorder.RecorderTestBed.start;
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.journal.JournalException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.RecordingId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed. */
@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
class KillTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("gatescribe.kills", 20);
  private static final RecorderSettings SETTINGS =
      segments(30_000, Duration.ofMillis(300), Duration.ofMillis(50));

  @TempDir private Path directory;

  @Test
  void processKilledAtRandomMomentsLosesNothingThatItAccepted() throws Exception {
    Random random = new Random(SEED);
    DirectoryObjectStore store = new DirectoryObjectStore(directory.resolve("objects"));
    int truncated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Map<RecordingId, Long> accepted = new HashMap<>();
      Set<RecordingId> ended = new HashSet<>();
      kill(random, round % 2 == 0 ? "fast" : "slow", accepted, ended);

      try (JournalRecorder recovered =
          start(journal(directory.resolve("journal"), 4), SETTINGS, store)) {
        RecordingCatalog catalog = RecordingCatalog.sessions(store);
        await()
            .atMost(30, TimeUnit.SECONDS)
            // What is only in the journal is not listed yet.
            .until(() ->
                recovered.figures().backlogBytes() == 0
                    && catalog.page(1_000, null).stream()
                        .noneMatch(summary -> summary.state() == RecordingState.INCOMPLETE));
        for (var entry : accepted.entrySet()) {
          assertHoldsOutputs(store, entry.getKey(), entry.getValue(), KilledProcess.MAX_LENGTH);
        }
        for (RecordingId id : ended) {
          assertThat(verify(store, id).manifest().state()).isEqualTo(Manifest.State.SEALED);
        }
        for (RecordingId id : recovered.recovered()) {
          Manifest manifest = verify(store, id).manifest();
          assertThat(manifest.state()).isEqualTo(Manifest.State.TRUNCATED);
          assertThat(manifest.endDetail())
              .isEqualTo("the gateway was lost while the session was live");
          truncated++;
        }
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
    }
    assertThat(truncated).isGreaterThanOrEqualTo(ROUNDS / 2);
  }

  /** Runs the process until it has printed some lines, kills it, and takes in all it printed. */
  private void kill(
      Random random, String pace, Map<RecordingId, Long> accepted, Set<RecordingId> ended)
      throws Exception {
    Process process = spawn(random.nextLong(), pace);
    int lines = 1 + random.nextInt(4_000);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null) {
        // A last line may be cut off by the kill; then nothing was promised to anybody.
        if (line.matches("[0-9a-z]{26} ([0-9]+|end)")) {
          RecordingId id = RecordingId.parse(line.substring(0, RecordingId.TEXT_LENGTH));
          String what = line.substring(RecordingId.TEXT_LENGTH + 1);
          if (what.equals("end")) {
            ended.add(id);
          } else {
            accepted.merge(id, 1L, Long::sum);
          }
        } else {
          assertThat(line).as("what the process says").doesNotContain("refused");
        }
        if (--lines == 0) {
          // By its handle: the process object would close the pipe and lose what is in it.
          process.toHandle().destroyForcibly();
        }
        line = out.readLine();
      }
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed by signal 9").isEqualTo(128 + 9);
  }

  @Test
  void secondProcessOnTheSameJournalIsRefusedAlsoAfterAnAttemptFromWithin() throws Exception {
    DirectoryObjectStore store = new DirectoryObjectStore(directory.resolve("objects"));
    try (JournalRecorder _ = start(journal(directory.resolve("journal"), 4), SETTINGS, store)) {
      assertThatThrownBy(() -> start(journal(directory.resolve("journal"), 4), SETTINGS, store))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("this process has the journal open already");

      Process process = spawn(1, "fast");
      String said = process.inputReader(StandardCharsets.UTF_8).readLine();
      process.destroyForcibly();

      assertThat(said)
          .startsWith("refused another gatescribe process uses the journal ")
          .contains(directory.resolve("journal").toString());
    }
  }

  private Process spawn(long seed, String pace) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                directory.resolve("journal").toString(),
                directory.resolve("objects").toString(),
                Long.toString(seed),
                pace))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
