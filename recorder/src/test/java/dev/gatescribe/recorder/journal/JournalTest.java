package dev.gatescribe.recorder.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recorder.journal.JournalFlusher.Unflushed;
import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JournalTest {
  private static final long SEED = Long.getLong("gatescribe.seed", System.nanoTime());
  private static final int FILE_BYTES = JournalFile.HEADER_BYTES + JournalRecord.MAX_BYTES;
  private static final RecordingId ID = RecordingId.create(Instant.EPOCH);
  private static final RecordingId OTHER_ID = RecordingId.create(Instant.EPOCH);

  private static final ByteWriter NO_HEAD = new ByteWriter(1);

  @TempDir private Path directory;

  @Test
  void recordsComeBackInOrderFromSeveralFiles() throws IOException {
    List<String> written = new ArrayList<>();
    try (Journal journal = open(8, _ -> {})) {
      RecordList list = new RecordList();
      for (int i = 0; i < 100; i++) {
        byte[] body = bytes(i, 100_000);
        journal.append(record(ID, i), NO_HEAD, ByteBuffer.wrap(body), list);
        written.add(i + " " + Arrays.hashCode(body));
      }
    }
    List<String> found = new ArrayList<>();
    try (Journal _ = open(8, record -> found.add(record))) {
      assertThat(found).isEqualTo(written);
    }
  }

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
  void tooLargeRecordIsRefusedAndTheJournalGoesOn() throws IOException {
    try (Journal journal = open(2, _ -> {})) {
      RecordList list = new RecordList();
      int largest = JournalRecord.MAX_BYTES - JournalRecord.HEADER_BYTES;
      assertThatThrownBy(
              () -> journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(largest + 1), list))
          .isInstanceOf(JournalException.class);
      journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(largest), list);
      assertThat(list.size()).isEqualTo(1);
    }
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

    assertThat(scan(path)).extracting(JournalTest::number).containsExactly(0, 1, 2, 3);
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
    assertThat(scan(path)).extracting(JournalTest::number).containsExactly(4711, 1);

    file.reuse(2, 78);
    assertThat(scan(path)).isEmpty();
    int short1 = write(file, 2, bytes(2, 30));
    // Ends right where a forged record begins, whatever its place was.
    int unfinished = file.reserve(JournalRecord.HEADER_BYTES + 3 * forged.length);

    assertThat(unfinished).isGreaterThan(short1);
    assertThat(scan(path)).extracting(JournalTest::number).containsExactly(2);
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

    assertThat(scan(path)).extracting(JournalTest::number).containsExactly(0, 1, 2);
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
      List<Integer> found = scan(path).stream().map(JournalTest::number).toList();
      flip(path, bit);

      List<Integer> expected = new ArrayList<>(places.keySet());
      expected.removeIf(i -> places.get(i) <= hit && (i == 49 ? end : places.get(i + 1)) > hit);
      assertThat(found).as("seed %s, bit %s", SEED, bit).containsAll(expected);
      assertThat(found).hasSizeBetween(49, 50); // Padding may be hit, and does not matter.
    }
  }

  @Test
  void journalFileWithADamagedHeaderIsKeptAsideAndTheOthersAreRead() throws IOException {
    try (Journal journal = open(8, _ -> {})) {
      for (int i = 0; i < 60; i++) {
        journal.append(
            record(ID, i), NO_HEAD, ByteBuffer.wrap(bytes(i, 100_000)), new RecordList());
      }
    }
    Path first = directory.resolve("00000001.journal");
    flip(first, 3);
    byte[] before = Files.readAllBytes(first);

    List<String> found = new ArrayList<>();
    try (Journal _ = open(8, found::add)) {
      assertThat(found).isNotEmpty().hasSizeLessThan(60);
      assertThat(first).doesNotExist();
      assertThat(directory.resolve("00000001.journal.damaged")).hasBinaryContent(before);
    }
  }

  @Test
  void preparationThatWasCutOffIsCleanedUp() throws IOException {
    Files.write(directory.resolve("00000001.journal"), new byte[0]);
    Files.write(directory.resolve("00000002.journal"), new byte[1_000]);

    try (Journal journal = open(2, _ -> {})) {
      journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(10), new RecordList());
      assertThat(directory.resolve("00000001.journal")).doesNotExist();
      assertThat(directory.resolve("00000002.journal")).doesNotExist();
    }
  }

  @Test
  void closedJournalTakesNothingMore() throws IOException {
    Journal journal = open(2, _ -> {});
    journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(10), new RecordList());
    journal.close();

    assertThatThrownBy(
            () -> journal.append(record(ID, 1), NO_HEAD, ByteBuffer.allocate(10), new RecordList()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closeWakesThoseWhoWaitForRoom() throws Exception {
    Journal journal = open(2, _ -> {});
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          executor.submit(() -> {
            for (int i = 0; i < 1_000; i++) {
              journal.append(
                  record(ID, i), NO_HEAD, ByteBuffer.allocate(100_000), new RecordList());
            }
            return null;
          });
      await().until(journal::waitsForShipping);
      assertThat(
              journal.tryAppend(
                  record(OTHER_ID, 0), NO_HEAD, ByteBuffer.allocate(10), new RecordList()))
          .isFalse();

      journal.close();

      await().until(writer::isDone);
      assertThat(writer.exceptionNow()).isInstanceOf(JournalException.class);
    }
  }

  @Test
  void releasedFilesAreUsedAgainAndTheirNumberIsBounded() throws Exception {
    try (Journal journal = open(3, _ -> {})) {
      for (int i = 0; i < 500; i++) {
        RecordList list = new RecordList();
        journal.append(record(ID, i), NO_HEAD, ByteBuffer.allocate(100_000), list);
        RecordList copy = list.retainedCopy();
        journal.release(list);
        journal.release(copy);
      }
      await().until(() -> journal.backlogBytes() == 0);
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(file -> file.toString().endsWith(".journal"))).hasSizeLessThan(4);
      }
    }
  }

  @Test
  void retainedFileIsNotUsedAgainBeforeItIsLetGo() throws Exception {
    try (Journal journal = open(2, _ -> {})) {
      RecordList first = new RecordList();
      byte[] body = bytes(7, 1_000);
      journal.append(record(ID, 0), NO_HEAD, ByteBuffer.wrap(body), first);
      RecordList viewer = first.retainedCopy();
      journal.release(first);
      int appended = 1;
      while (journal.tryAppend(
          record(ID, appended), NO_HEAD, ByteBuffer.allocate(100_000), new RecordList())) {
        appended++;
      }

      List<Integer> seen = new ArrayList<>();
      viewer.forEach((header, content) -> seen.add(hash(content)));
      assertThat(seen).containsExactly(Arrays.hashCode(body));
    }
  }

  @Test
  void failedFlushIsNeverTakenForASuccess() throws Exception {
    AtomicBoolean failing = new AtomicBoolean();
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public void force(JournalFile file, int from, int to) throws IOException {
            if (failing.compareAndSet(true, false)) {
              throw new IOException("input/output error");
            }
          }
        };
    Journal journal = Journal.open(settings(2), (_, _, _) -> {}, disk);
    journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(10), new RecordList());
    assertThat(journal.failure()).isNull();
    failing.set(true);
    journal.append(record(ID, 1), NO_HEAD, ByteBuffer.allocate(10), new RecordList());

    await().until(() -> journal.failure() != null);
    // The disk would take it again, but nobody knows what it forgot.
    assertThatThrownBy(
            () -> journal.append(record(ID, 2), NO_HEAD, ByteBuffer.allocate(10), new RecordList()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("flushed");
    journal.close();
  }

  @Test
  void preparationThatRunsOutOfMemoryIsToldToThoseWhoWait() throws Exception {
    AtomicBoolean failing = new AtomicBoolean();
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public JournalFile create(Path path, int bytes) throws IOException {
            if (failing.get()) {
              throw new OutOfMemoryError("direct buffer memory");
            }
            return super.create(path, bytes);
          }
        };
    try (Journal journal = Journal.open(settings(8), (_, _, _) -> {}, disk)) {
      failing.set(true);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  journal.append(
                      record(ID, i), NO_HEAD, ByteBuffer.allocate(100_000), new RecordList());
                }
              })
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("direct buffer memory");
      assertThat(journal.failure()).isNotNull();
      failing.set(false);
      await().until(() -> journal.failure() == null);
      journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(10), new RecordList());
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

  @Test
  void everythingIsFlushedWhenTheJournalIsClosed() throws IOException {
    List<Integer> flushedTo = new ArrayList<>();
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public void force(JournalFile file, int from, int to) {
            flushedTo.add(to);
          }
        };
    JournalSettings slow = new JournalSettings(directory, FILE_BYTES, 2, Duration.ofHours(1));
    Journal journal = Journal.open(slow, (_, _, _) -> {}, disk);
    journal.append(record(ID, 0), NO_HEAD, ByteBuffer.allocate(100), new RecordList());
    journal.close();

    assertThat(flushedTo).containsExactly(64 + JournalRecord.padded(64 + 100));
  }

  /** The real disk, for a test to break. */
  private static class FailingDisk implements JournalDisk {
    @Override
    public JournalFile create(Path path, int bytes) throws IOException {
      return JournalDisk.real().create(path, bytes);
    }

    @Override
    public void force(JournalFile file, int from, int to) throws IOException {
      JournalDisk.real().force(file, from, to);
    }
  }

  @FunctionalInterface
  private interface Found {
    void record(String text);
  }

  private Journal open(int maxFiles, Found found) throws IOException {
    return Journal.open(
        settings(maxFiles), (file, at, header) -> found.record(text(file, at, header)));
  }

  private JournalSettings settings(int maxFiles) {
    return new JournalSettings(directory, FILE_BYTES, maxFiles, Duration.ofMillis(20));
  }

  /** What a process that starts now would find in the file. */
  private static List<String> scan(Path path) throws IOException {
    JournalFile file = JournalFile.open(path);
    assertThat(file).isNotNull();
    List<String> found = new ArrayList<>();
    file.scan((same, at, header) -> found.add(text(same, at, header)));
    return found;
  }

  private static String text(JournalFile file, int at, JournalRecord header) {
    if (header.equals(record(header.id(), header.sequence()))) {
      return header.sequence() + " " + hash(file.body(at));
    }
    throw new AssertionError("a record that nobody wrote: " + header);
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(' ')));
  }

  private static int hash(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return Arrays.hashCode(bytes);
  }

  private static int write(JournalFile file, int number, byte[] body) {
    int at = file.reserve(JournalRecord.HEADER_BYTES + body.length);
    assertThat(at).isPositive();
    file.write(at, record(ID, number), body, body.length, ByteBuffer.allocate(0));
    return at;
  }

  private static JournalRecord record(RecordingId id, long number) {
    return new JournalRecord(
        RecordingKind.SESSION, id, 1, (int) (number / 10), number, number * 1_000);
  }

  private static byte[] bytes(int number, int length) {
    byte[] bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static void readAt(Path path, int at, byte[] into) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.read(ByteBuffer.wrap(into), at);
    }
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
