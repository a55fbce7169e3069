package dev.gatescribe.recorder.journal;

import static dev.gatescribe.recorder.journal.JournalRecords.FILE_BYTES;
import static dev.gatescribe.recorder.journal.JournalRecords.ID;
import static dev.gatescribe.recorder.journal.JournalRecords.NO_HEAD;
import static dev.gatescribe.recorder.journal.JournalRecords.OTHER_ID;
import static dev.gatescribe.recorder.journal.JournalRecords.append;
import static dev.gatescribe.recorder.journal.JournalRecords.bytes;
import static dev.gatescribe.recorder.journal.JournalRecords.flip;
import static dev.gatescribe.recorder.journal.JournalRecords.hash;
import static dev.gatescribe.recorder.journal.JournalRecords.record;
import static dev.gatescribe.recorder.journal.JournalRecords.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JournalTest {

  @TempDir private Path directory;

  @Test
  void recordsComeBackInOrderFromSeveralFiles() throws IOException {
    List<String> written = new ArrayList<>();
    try (Journal journal = open(8, _ -> {})) {
      RecordList list = new RecordList();
      for (int i = 0; i < 100; i++) {
        byte[] body = bytes(i, 100_000);
        append(journal, record(ID, i), ByteBuffer.wrap(body), list);
        written.add(i + " " + Arrays.hashCode(body));
      }
    }
    List<String> found = new ArrayList<>();
    try (Journal _ = open(8, record -> found.add(record))) {
      assertThat(found).isEqualTo(written);
    }
  }

  @Test
  void tooLargeRecordIsRefusedAndTheJournalGoesOn() throws IOException {
    try (Journal journal = open(2, _ -> {})) {
      RecordList list = new RecordList();
      int largest = JournalRecord.MAX_BYTES - JournalRecord.HEADER_BYTES;
      assertThatThrownBy(
              () -> append(journal, record(ID, 0), ByteBuffer.allocate(largest + 1), list))
          .isInstanceOf(JournalException.class);
      append(journal, record(ID, 0), ByteBuffer.allocate(largest), list);
      assertThat(list.size()).isEqualTo(1);
    }
  }

  @Test
  void journalFileWithADamagedHeaderIsKeptAsideAndTheOthersAreRead() throws IOException {
    try (Journal journal = open(8, _ -> {})) {
      for (int i = 0; i < 60; i++) {
        append(journal, record(ID, i), ByteBuffer.wrap(bytes(i, 100_000)), new RecordList());
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
      append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
      assertThat(directory.resolve("00000001.journal")).doesNotExist();
      assertThat(directory.resolve("00000002.journal")).doesNotExist();
    }
  }

  @Test
  void closedJournalTakesNothingMore() throws IOException {
    Journal journal = open(2, _ -> {});
    append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
    journal.close();

    assertThatThrownBy(
            () -> append(journal, record(ID, 1), ByteBuffer.allocate(10), new RecordList()))
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
              append(journal, record(ID, i), ByteBuffer.allocate(100_000), new RecordList());
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
  void fileIsBeingPreparedThenTryAppendReturnsAtOnceAndRoomComesWithTheFile() throws Exception {
    CountDownLatch prepared = new CountDownLatch(1);
    AtomicInteger created = new AtomicInteger();
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public JournalFile create(Path path, int bytes) throws IOException {
            if (created.getAndIncrement() > 0) {
              awaitUninterruptibly(prepared);
            }
            return super.create(path, bytes);
          }
        };
    try (Journal journal = Journal.open(settings(8), (_, _, _) -> {}, disk)) {
      int appended = 0;
      while (tryAppend(journal, appended)) {
        appended++;
      }
      assertThat(appended).isEqualTo(20);
      assertThat(journal.waitsForShipping()).isFalse();
      journal.awaitRoom(100_000, Duration.ofMillis(50));
      assertThat(tryAppend(journal, appended)).isFalse();

      prepared.countDown();

      journal.awaitRoom(100_000, Duration.ofSeconds(30));
      assertThat(tryAppend(journal, appended)).isTrue();
    }
  }

  private static boolean tryAppend(Journal journal, int number) throws JournalException {
    return journal.tryAppend(
        record(ID, number), NO_HEAD, ByteBuffer.allocate(100_000), new RecordList());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void releasedFilesAreUsedAgainAndTheirNumberIsBounded() throws Exception {
    try (Journal journal = open(3, _ -> {})) {
      for (int i = 0; i < 500; i++) {
        RecordList list = new RecordList();
        append(journal, record(ID, i), ByteBuffer.allocate(100_000), list);
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
      append(journal, record(ID, 0), ByteBuffer.wrap(body), first);
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
                  append(journal, record(ID, i), ByteBuffer.allocate(100_000), new RecordList());
                }
              })
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("direct buffer memory");
      assertThat(journal.failure()).isNotNull();
      failing.set(false);
      await().until(() -> journal.failure() == null);
      append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
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
}
