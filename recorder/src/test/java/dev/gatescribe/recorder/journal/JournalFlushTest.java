package dev.gatescribe.recorder.journal;

import static dev.gatescribe.recorder.journal.JournalRecords.FILE_BYTES;
import static dev.gatescribe.recorder.journal.JournalRecords.ID;
import static dev.gatescribe.recorder.journal.JournalRecords.append;
import static dev.gatescribe.recorder.journal.JournalRecords.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk, and what is only said to be. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class JournalFlushTest {

  @TempDir private Path directory;

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
    Journal journal =
        Journal.open(
            new JournalSettings(directory, FILE_BYTES, 2, Duration.ofMillis(5)),
            (_, _, _) -> {},
            disk);
    append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
    assertThat(journal.failure()).isNull();
    failing.set(true);
    append(journal, record(ID, 1), ByteBuffer.allocate(10), new RecordList());

    await().until(() -> journal.failure() != null);
    // The disk would take it again, but nobody knows what it forgot.
    assertThatThrownBy(
            () -> append(journal, record(ID, 2), ByteBuffer.allocate(10), new RecordList()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("flushed");
    journal.close();
  }

  @Test
  void thoseWhoWaitForTheDiskWhileItWorksShareTheNextFlush() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger flushes = new AtomicInteger();
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public void force(JournalFile file, int from, int to) throws IOException {
            flushes.incrementAndGet();
            begun.countDown();
            awaitUninterruptibly(mayEnd);
          }
        };
    JournalSettings slow = new JournalSettings(directory, FILE_BYTES, 2, Duration.ofHours(1));
    try (Journal journal = Journal.open(slow, (_, _, _) -> {}, disk)) {
      append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
      CompletableFuture<Void> first = journal.flushed();
      begun.await();
      List<CompletableFuture<Void>> later = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        append(journal, record(ID, i), ByteBuffer.allocate(10), new RecordList());
        later.add(journal.flushed());
      }
      assertThat(first).isNotDone();
      assertThat(later).noneMatch(CompletableFuture::isDone);
      mayEnd.countDown();
      CompletableFuture.allOf(later.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

      assertThat(first).isCompleted();
      assertThat(flushes).hasValue(2);
    }
  }

  @Test
  void flushFailsThenWhoeverWaitsForTheDiskIsToldAndSoIsWhoeverComesLater() throws Exception {
    JournalDisk disk =
        new FailingDisk() {
          @Override
          public void force(JournalFile file, int from, int to) throws IOException {
            throw new IOException("input/output error");
          }
        };
    JournalSettings slow = new JournalSettings(directory, FILE_BYTES, 2, Duration.ofHours(1));
    Journal journal = Journal.open(slow, (_, _, _) -> {}, disk);
    append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());

    assertThatThrownBy(() -> journal.flushed().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(JournalException.class);
    assertThat(journal.flushed()).isCompletedExceptionally();
    journal.close();
  }

  @Test
  void closedJournalPromisesNothing() throws Exception {
    Journal journal =
        Journal.open(
            new JournalSettings(directory, FILE_BYTES, 2, Duration.ofMillis(5)), (_, _, _) -> {});
    append(journal, record(ID, 0), ByteBuffer.allocate(10), new RecordList());
    CompletableFuture<Void> before = journal.flushed();
    journal.close();

    assertThat(before.get(20, TimeUnit.SECONDS)).isNull();
    assertThat(journal.flushed()).isCompletedExceptionally();
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
    append(journal, record(ID, 0), ByteBuffer.allocate(100), new RecordList());
    journal.close();

    assertThat(flushedTo).containsExactly(64 + JournalRecord.padded(64 + 100));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
