package dev.gatescribe.recorder.journal;

import static dev.gatescribe.recorder.journal.JournalRecords.FILE_BYTES;
import static dev.gatescribe.recorder.journal.JournalRecords.ID;
import static dev.gatescribe.recorder.journal.JournalRecords.bytes;
import static dev.gatescribe.recorder.journal.JournalRecords.flip;
import static dev.gatescribe.recorder.journal.JournalRecords.readAt;
import static dev.gatescribe.recorder.journal.JournalRecords.record;
import static dev.gatescribe.recorder.journal.JournalRecords.scan;
import static dev.gatescribe.recorder.journal.JournalRecords.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recorder.journal.JournalFlusher.Unflushed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JournalFileTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());

  @TempDir private Path directory;

  @Test
  void fileIsFilledToItsVeryEnd() throws IOException {
    Path path = directory.resolve("a");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, 77);
    int length = JournalRecord.HEADER_BYTES + 8;
    int count = 0;
    int at = file.reserve(length);
    while (at >= 0) {
      file.write(at, record(ID, count), new byte[8], 8, ByteBuffer.allocate(0));
      count++;
      at = file.reserve(length);
    }
    assertThat(file.reserved()).isBetween(FILE_BYTES - length, FILE_BYTES);
    int rest = FILE_BYTES - file.reserved();
    if (rest > JournalRecord.HEADER_BYTES) {
      int last = file.reserve(rest);
      file.write(
          last,
          record(ID, count++),
          new byte[rest],
          rest - JournalRecord.HEADER_BYTES,
          ByteBuffer.allocate(0));
    }
    assertThat(file.reserve(length)).isEqualTo(-1);
    assertThat(scan(path)).hasSize(count);
  }

  @Test
  void oneRecordMayFillAFileExactly() throws IOException {
    Path path = directory.resolve("a");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, 77);
    int at = file.reserve(JournalRecord.MAX_BYTES);
    byte[] body = bytes(1, JournalRecord.MAX_BYTES - JournalRecord.HEADER_BYTES);
    file.write(at, record(ID, 0), body, body.length, ByteBuffer.allocate(0));

    assertThat(file.reserved()).isEqualTo(FILE_BYTES);
    assertThat(file.reserve(JournalRecord.HEADER_BYTES + 1)).isEqualTo(-1);
    assertThat(scan(path)).containsExactly("0 " + Arrays.hashCode(body));
  }

  @Test
  void recordThatAKillLeftUnfinishedIsSteppedOverAndWhatFollowsIsFound() throws IOException {
    Path path = directory.resolve("a");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, 77);
    write(file, 0, bytes(0, 500));
    int unfinished = file.reserve(JournalRecord.HEADER_BYTES + 500);
    write(file, 1, bytes(1, 500));
    // Killed in the middle of the copy, and in another one before it began.
    file.body(write(file, 2, bytes(2, 500)));
    file.reserve(JournalRecord.HEADER_BYTES + 900);
    write(file, 3, bytes(3, 20));
    halfWrite(path, unfinished);

    assertThat(scan(path)).extracting(JournalRecords::number).containsExactly(0, 1, 2, 3);
  }

  private static void halfWrite(Path path, int at) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(9, 300)), at + JournalRecord.HEADER_BYTES);
    }
  }

  @Test
  void contentThatImitatesARecordIsNeverTakenForOneInAReusedFile() throws IOException {
    Path path = directory.resolve("a");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, 77);
    int genuine = write(file, 4711, bytes(1, 200));
    byte[] forged = new byte[JournalRecord.padded(JournalRecord.HEADER_BYTES + 200)];
    readAt(path, genuine, forged);
    // A user who knew the nonce: content full of records with right lengths and right checksums.
    byte[] content = new byte[1_000_000];
    for (int at = 0; at + forged.length <= content.length; at += forged.length) {
      System.arraycopy(forged, 0, content, at, forged.length);
    }
    write(file, 1, content);
    assertThat(scan(path)).extracting(JournalRecords::number).containsExactly(4711, 1);

    file.reuse(2, 78);
    assertThat(scan(path)).isEmpty();
    int short1 = write(file, 2, bytes(2, 30));
    // Ends right where a forged record begins, whatever its place was.
    int unfinished = file.reserve(JournalRecord.HEADER_BYTES + 3 * forged.length);

    assertThat(unfinished).isGreaterThan(short1);
    assertThat(scan(path)).extracting(JournalRecords::number).containsExactly(2);
  }

  @Test
  void contentWithRecordsOfTheSameUseInsideARecordIsNotTakenApart() throws IOException {
    Path path = directory.resolve("a");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, 77);
    int genuine = write(file, 0, bytes(1, 200));
    byte[] copy = new byte[264];
    readAt(path, genuine, copy);
    write(file, 1, copy);
    write(file, 2, bytes(2, 10));

    assertThat(scan(path)).extracting(JournalRecords::number).containsExactly(0, 1, 2);
  }

  @Test
  void flippedBitsInTheJournalLoseAtMostTheRecordThatTheyHitAndCrashNothing() throws IOException {
    Random random = new Random(SEED);
    Path path = directory.resolve("00000001.journal");
    JournalFile file = JournalFile.create(path, FILE_BYTES);
    file.reuse(1, random.nextLong());
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      places.put(i, write(file, i, bytes(i, 10 + random.nextInt(300))));
    }
    int end = file.reserved();
    for (int round = 0; round < 1_000; round++) {
      long bit = 8L * JournalFile.HEADER_BYTES + random.nextInt(8 * (end - 64));
      flip(path, bit);
      int hit = (int) (bit / 8);
      List<Integer> found = scan(path).stream().map(JournalRecords::number).toList();
      flip(path, bit);

      List<Integer> expected = new ArrayList<>(places.keySet());
      expected.removeIf(i -> places.get(i) <= hit && (i == 49 ? end : places.get(i + 1)) > hit);
      assertThat(found).as("seed %s, bit %s", SEED, bit).containsAll(expected);
      assertThat(found).hasSizeBetween(49, 50); // Padding may be hit, and does not matter.
    }
  }

  @Test
  void partThatWasBeingWrittenDuringAFlushIsFlushedAgain() throws IOException {
    JournalFile file = JournalFile.create(directory.resolve("a"), FILE_BYTES);
    file.reuse(1, 77);
    int at = file.reserve(JournalRecord.HEADER_BYTES + 8);

    List<Unflushed> during = new ArrayList<>();
    Unflushed.addTo(during, file);
    assertThat(during).singleElement().matches(range -> !range.whole());
    file.write(at, record(ID, 0), new byte[8], 8, ByteBuffer.allocate(0));
    List<Unflushed> after = new ArrayList<>();
    Unflushed.addTo(after, file);

    assertThat(after).singleElement().matches(Unflushed::whole).matches(range -> range.from() == 0);
  }
}
