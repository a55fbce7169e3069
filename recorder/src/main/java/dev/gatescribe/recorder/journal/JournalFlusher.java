package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings what was appended to the disk, again and again, and once more at the end. A flush that
 * fails is the last one: the kernel may have dropped the pages, and would call the next flush a
 * success.
 */
final class JournalFlusher {
  private final JournalFiles files;
  private final JournalDisk disk;
  private final Duration interval;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  JournalFlusher(JournalFiles files, JournalDisk disk, Duration interval) {
    this.files = files;
    this.disk = disk;
    this.interval = interval;
    this.thread = Thread.ofPlatform().daemon().name("journal-flusher").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Flushes what is left and ends. Nothing is written to the journal any more. */
  void close() throws InterruptedException {
    closing.countDown();
    thread.join();
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        last = closing.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        for (Unflushed range : files.unflushed()) {
          disk.force(range.file(), range.from(), range.to());
          files.flushed(range);
        }
      }
    } catch (IOException e) {
      files.flushFailed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A part of a file that was written since the file was flushed last.
   *
   * @param whole whether everything up to {@code to} was published when this was noted; if not, the
   *     part is flushed once more later
   */
  record Unflushed(JournalFile file, long sequence, int from, int to, boolean whole) {

    /** Notes what there is of {@code file}; the caller holds the journal's lock. */
    static void addTo(List<Unflushed> list, @Nullable JournalFile file) {
      if (file != null && !file.isShipped() && file.flushedTo() < file.reserved()) {
        list.add(
            new Unflushed(
                file, file.sequence(), file.flushedTo(), file.reserved(), file.isSettled()));
      }
    }
  }
}
