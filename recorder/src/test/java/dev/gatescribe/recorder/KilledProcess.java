package dev.gatescribe.recorder;

import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * A process to be killed: records sessions, and prints {@code ID NUMBER} after each append, and
 * {@code ID end} after each end.
 */
final class KilledProcess {
  static final int MAX_LENGTH = 3_000;
  private static final int WRITERS = 3;

  private KilledProcess() {}

  /** Arguments: the journal's directory, the store's, a seed. */
  public static void main(String[] arguments) throws Exception {
    Path journal = Path.of(arguments[0]);
    DirectoryObjectStore store = new DirectoryObjectStore(Path.of(arguments[1]));
    long seed = Long.parseLong(arguments[2]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    JournalRecorder recorder;
    try {
      recorder =
          RecorderTestBed.start(
              RecorderTestBed.journal(journal, 4),
              RecorderTestBed.segments(30_000, Duration.ofMillis(300), Duration.ofMillis(50)),
              store);
    } catch (IOException e) {
      out.println("refused " + e.getMessage());
      return;
    }
    for (int writer = 0; writer < WRITERS; writer++) {
      Random random = new Random(seed + writer);
      Thread.ofPlatform().start(() -> record(recorder, random, out));
    }
  }

  private static void record(JournalRecorder recorder, Random random, PrintStream out) {
    try {
      while (true) {
        Recording recording = recorder.open(RecorderTestBed.description());
        int count = random.nextInt(500);
        for (int i = 0; i < count; i++) {
          RecorderTestBed.append(
              recording,
              RecorderTestBed.output(RecorderTestBed.bytes(recording.id(), i, MAX_LENGTH)));
          out.println(recording.id() + " " + i);
        }
        recording.end(EndReason.CLIENT_CLOSED, "");
        out.println(recording.id() + " end");
      }
    } catch (RecordingException e) {
      throw new IllegalStateException(e);
    }
  }
}
