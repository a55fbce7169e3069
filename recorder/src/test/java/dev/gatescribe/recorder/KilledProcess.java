package dev.gatescribe.recorder;

import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process to be killed: records sessions, and prints {@code ID NUMBER} when an append is done,
 * and {@code ID end} when an end is in the journal.
 */
final class KilledProcess {
  static final int MAX_LENGTH = 3_000;
  private static final int WRITERS = 3;

  /** So many appends may be waiting before a writer waits for the first of them. */
  private static final int WINDOW = 200;

  private final JournalRecorder recorder;
  private final boolean behind;
  private final PrintStream out;

  private KilledProcess(JournalRecorder recorder, boolean behind, PrintStream out) {
    this.recorder = recorder;
    this.behind = behind;
    this.out = out;
  }

  /**
   * Arguments: the journal's directory, the store's, a seed, and {@code slow} for a store that the
   * recorder is always behind, with writers that do not wait for each append.
   */
  public static void main(String[] arguments) throws Exception {
    Path journal = Path.of(arguments[0]);
    ObjectStore store = new DirectoryObjectStore(Path.of(arguments[1]));
    long seed = Long.parseLong(arguments[2]);
    boolean slow = arguments[3].equals("slow");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    JournalRecorder recorder;
    try {
      recorder =
          RecorderTestBed.start(
              RecorderTestBed.journal(journal, slow ? 2 : 4),
              RecorderTestBed.segments(30_000, Duration.ofMillis(300), Duration.ofMillis(50)),
              slow ? new SlowStore(store) : store);
    } catch (IOException e) {
      out.println("refused " + e.getMessage());
      return;
    }
    KilledProcess process = new KilledProcess(recorder, slow, out);
    for (int writer = 0; writer < WRITERS; writer++) {
      Random random = new Random(seed + writer);
      Thread.ofPlatform().start(() -> process.record(random));
    }
  }

  private void record(Random random) {
    try {
      while (true) {
        Recording recording = recorder.open(RecorderTestBed.description(), Durability.PROCESS);
        Deque<CompletableFuture<Void>> outstanding = new ArrayDeque<>();
        int count = random.nextInt(500);
        for (int i = 0; i < count; i++) {
          outstanding.add(append(recording, i));
          while (outstanding.size() > (behind ? WINDOW : 0)) {
            outstanding.remove().join();
          }
        }
        recording.end(EndReason.CLIENT_CLOSED, "");
        awaitEnd(recording.id(), count + 1L);
        out.println(recording.id() + " end");
      }
    } catch (RecordingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd(RecordingId id, long sequence) {
    while (recorder
        .recording(id)
        .filter(live -> live.pendingFrom(sequence).isEmpty())
        .isPresent()) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  private CompletableFuture<Void> append(Recording recording, int number) {
    byte[] bytes = RecorderTestBed.bytes(recording.id(), number, MAX_LENGTH);
    return recording
        .append(RecorderTestBed.output(bytes))
        .thenRun(() -> out.println(recording.id() + " " + number));
  }

  /** Takes a while for each object, so that the journal is full most of the time. */
  private record SlowStore(ObjectStore store) implements ObjectStore {
    @Override
    public void put(String name, byte[] bytes) throws IOException {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
      store.put(name, bytes);
    }

    @Override
    public byte[] get(String name, int maxBytes) throws IOException {
      return store.get(name, maxBytes);
    }

    @Override
    public List<String> children(String folder) throws IOException {
      return store.children(folder);
    }

    @Override
    public void delete(String name) throws IOException {
      store.delete(name);
    }
  }
}
