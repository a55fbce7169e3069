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
import static dev.gatescribe.recorder.RecorderTestBed.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class DamagedJournalTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());
  private static final int MAX_LENGTH = 6_000;
  private static final RecorderSettings LAZY = segments(4 << 20, NEVER, NEVER);

  @TempDir private Path directory;

  @Test
  void flippedBitsInTheJournalNeverStopAStartAndCutAtMostOneRecording() throws Exception {
    Random random = new Random(SEED);
    FaultyStore store = new FaultyStore();
    Path journal = directory.resolve("journal");
    JournalRecorder running = start(journal(journal, 4), segments(50_000, NEVER, NEVER), store);
    store.become(_ -> {
      throw new IOException("the store is away");
    });
    List<Recording> recordings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      recordings.add(running.open(description(), Durability.PROCESS));
    }
    for (int i = 0; i < 100; i++) {
      for (Recording recording : recordings) {
        append(recording, output(bytes(recording.id(), i, MAX_LENGTH)));
      }
    }
    recordings.forEach(recording -> recording.end(EndReason.CLIENT_CLOSED, ""));

    for (int round = 0; round < 12; round++) {
      Path damaged = directory.resolve("damaged-" + round);
      Copies.copy(journal, damaged);
      long bit = 8L * 64 + random.nextInt(8 * 1_000_000);
      flip(damaged.resolve("00000001.journal"), bit);
      FaultyStore after = new FaultyStore();
      JournalRecorder recovered = start(journal(damaged, 4), LAZY, after);
      try {
        await().until(() -> recordings.stream().allMatch(r -> after.hasManifest(r.id())));
        int cut = 0;
        for (Recording recording : recordings) {
          assertThat(verify(after, recording.id()).findings()).isEmpty();
          Manifest manifest = verify(after, recording.id()).manifest();
          if (manifest.state() == Manifest.State.TRUNCATED) {
            cut++;
            assertThat(manifest.endDetail()).contains("the journal was damaged");
            assertThat(manifest.events()).isLessThan(102);
          } else {
            assertHoldsOutputs(after, recording.id(), 100, MAX_LENGTH);
          }
        }
        assertThat(cut).isLessThanOrEqualTo(1);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", bit " + bit, e);
      } finally {
        recovered.stop(Duration.ofSeconds(2));
      }
    }
    running.stop(Duration.ofSeconds(1));
  }

  private static void flip(Path path, long bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, bit / 8);
      one.put(0, (byte) (one.get(0) ^ (1 << (bit % 8))));
      channel.write(one.flip(), bit / 8);
    }
  }
}
