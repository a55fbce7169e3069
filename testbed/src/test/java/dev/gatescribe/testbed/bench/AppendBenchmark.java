package dev.gatescribe.testbed.bench;

import dev.gatescribe.recorder.JournalRecorder;
import dev.gatescribe.recorder.RecorderSettings;
import dev.gatescribe.recorder.journal.JournalSettings;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.store.DirectoryObjectStore;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One unit is appended, and the next when it is accepted, by each of the threads. Beside it, as the
 * peer, what a simple tool does: one file for each session, one write for each unit, and with
 * {@code disk} one flush for each.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark {

  /** What all sessions of the process share. */
  @State(Scope.Benchmark)
  public static class Shared {
    @Param({"process", "disk"})
    public String durability = "";

    /** A keystroke's echo and a screenful. */
    @Param({"64", "4096"})
    public int bytes;

    /** Between two appends of a thread, not measured: 0 is as fast as it goes. */
    @Param({"0", "1000"})
    public int pauseMicros;

    private final TemporaryDirectory folder = new TemporaryDirectory();
    private JournalRecorder recorder;

    @Setup
    public void start() throws IOException, RecordingException {
      recorder =
          JournalRecorder.start(
              JournalSettings.defaults(folder.resolve("journal")),
              RecorderSettings.defaults(Durability.PROCESS, "bench"),
              new DirectoryObjectStore(folder.resolve("store")),
              SigningKey.generate(),
              Clock.systemUTC());
    }

    @TearDown
    public void stop() throws IOException {
      recorder.close();
      folder.close();
    }

    Durability durability() {
      return durability.equals("disk") ? Durability.DISK : Durability.PROCESS;
    }

    Path folder() {
      return folder.resolve("peer-" + Thread.currentThread().threadId());
    }
  }

  /** A thread's session. */
  @State(Scope.Thread)
  public static class Session {
    /** Text, so that it can be compressed as terminals' output can. */
    private static final int TEXT_BYTES = 1 << 20;

    private final byte[] text = text();
    private Shared process;
    private Recording recording;
    private FileChannel file;
    private int next;

    @Setup
    public void open(Shared shared) throws IOException, RecordingException {
      process = shared;
      Instant now = Instant.now();
      SessionDescription description =
          new SessionDescription(
              RecordingId.create(now),
              Protocol.SSH,
              "asha",
              "web-1",
              "deploy",
              "192.0.2.7:50022",
              "publickey SHA256:0",
              "operators",
              now);
      recording = shared.recorder.open(description, shared.durability());
      file =
          FileChannel.open(shared.folder(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Setup(Level.Invocation)
    public void pause() {
      if (process.pauseMicros > 0) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(process.pauseMicros));
      }
    }

    @TearDown
    public void end() throws IOException {
      recording.end(EndReason.CLIENT_CLOSED, "");
      file.close();
    }

    ByteBuffer unit() {
      next = (next + process.bytes) % (TEXT_BYTES - process.bytes);
      return ByteBuffer.wrap(text, next, process.bytes);
    }

    private static byte[] text() {
      StringBuilder lines = new StringBuilder();
      Random random = new Random(1);
      while (lines.length() < TEXT_BYTES) {
        lines
            .append("-rw-r--r-- 1 root root ")
            .append(random.nextInt(1_000_000))
            .append(" Nov 21 ")
            .append(random.nextInt(24))
            .append(":00 file-")
            .append(random.nextInt(1_000))
            .append(".txt\r\n");
      }
      return lines.substring(0, TEXT_BYTES).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
  }

  /** Appends to the recorder. */
  @Benchmark
  public void gatescribe(Session session) {
    session.recording.append(new Event.Output(0, new Content.Clear(session.unit()))).join();
  }

  /** Writes to a file. */
  @Benchmark
  public void plainFile(Session session) throws IOException {
    ByteBuffer unit = session.unit();
    while (unit.hasRemaining()) {
      session.file.write(unit);
    }
    if (session.process.durability() == Durability.DISK) {
      session.file.force(false);
    }
  }
}
