package dev.gatescribe.recorder.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Records for tests: numbered, with contents that follow from their numbers. */
final class JournalRecords {
  static final int FILE_BYTES = JournalFile.HEADER_BYTES + JournalRecord.MAX_BYTES;
  static final RecordingId ID = RecordingId.create(Instant.EPOCH);
  static final RecordingId OTHER_ID = RecordingId.create(Instant.EPOCH);

  static final ByteWriter NO_HEAD = new ByteWriter(1);

  private JournalRecords() {}

  /** Appends, and waits for room where there is none. */
  static void append(Journal journal, JournalRecord header, ByteBuffer body, RecordList list)
      throws JournalException {
    while (!journal.tryAppend(header, NO_HEAD, body, list)) {
      try {
        journal.awaitRoom(body.remaining(), Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts a test", e);
      }
    }
  }

  /** What a process that starts now would find in the file. */
  static List<String> scan(Path path) throws IOException {
    JournalFile file = JournalFile.open(path);
    assertThat(file).isNotNull();
    List<String> found = new ArrayList<>();
    file.scan((same, at, header) -> found.add(text(same, at, header)));
    return found;
  }

  static String text(JournalFile file, int at, JournalRecord header) {
    if (header.equals(record(header.id(), header.sequence()))) {
      return header.sequence() + " " + hash(file.body(at));
    }
    throw new AssertionError("a record that nobody wrote: " + header);
  }

  static int number(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(' ')));
  }

  static int hash(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return Arrays.hashCode(bytes);
  }

  static int write(JournalFile file, int number, byte[] body) {
    int at = file.reserve(JournalRecord.HEADER_BYTES + body.length);
    assertThat(at).isPositive();
    file.write(at, record(ID, number), body, body.length, ByteBuffer.allocate(0));
    return at;
  }

  static JournalRecord record(RecordingId id, long number) {
    return new JournalRecord(
        RecordingKind.SESSION, id, 1, (int) (number / 10), number, number * 1_000);
  }

  static byte[] bytes(int number, int length) {
    byte[] bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  static void readAt(Path path, int at, byte[] into) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.read(ByteBuffer.wrap(into), at);
    }
  }

  static void flip(Path path, long bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, bit / 8);
      one.put(0, (byte) (one.get(0) ^ (1 << (bit % 8))));
      channel.write(one.flip(), bit / 8);
    }
  }
}
