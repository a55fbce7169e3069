package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what was appended to the disk: when somebody waits for that, from time to time, and once
 * more at the end. All who wait while a flush runs share the next one, so its cost does not grow
 * with the number of sessions.
 *
 * <p>A flush that fails is the last one: the kernel may have dropped the pages, and would call the
 * next flush a success.
 */
final class JournalFlusher {
  private final JournalFiles files;
  private final JournalDisk disk;
  private final Duration interval;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile LongConsumer timed = _ -> {};

  /** Of those who wait for the next flush. */
  private CompletableFuture<Void> next = new CompletableFuture<>();

  private boolean wanted;
  private boolean closing;
  private @Nullable JournalException ended;

  JournalFlusher(JournalFiles files, JournalDisk disk, Duration interval) {
    this.files = files;
    this.disk = disk;
    this.interval = interval;
    this.thread = Thread.ofPlatform().daemon().name("journal-flusher").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Says who is told how many nanoseconds each flush took; on the flusher's thread. */
  void whenFlushed(LongConsumer nanos) {
    timed = nanos;
  }

  /**
   * Done when everything that the caller appended before is on the disk; fails with a {@link
   * JournalException} if it may never be. What depends on it runs on the flusher's thread, so it
   * must be short.
   */
  CompletableFuture<Void> flushed() {
    lock.lock();
    try {
      if (ended != null) {
        return CompletableFuture.failedFuture(ended);
      }
      if (!wanted) {
        wanted = true;
        changed.signal();
      }
      return next.copy();
    } finally {
      lock.unlock();
    }
  }

  /** Flushes what is left and ends. Nothing is written to the journal any more. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
  }

  private void run() {
    Turn turn = new Turn(new CompletableFuture<>(), false);
    JournalException why;
    try {
      while (!turn.last()) {
        turn = awaitTurn();
        flush();
        turn.waiting().complete(null);
      }
      why = new JournalException("the journal is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = failed(new IOException("the flusher was interrupted", e));
    } catch (IOException e) {
      why = failed(e);
    } catch (RuntimeException | Error e) {
      why =
          failed(new IOException(e.toString(), e)); // Whatever it was, those who wait must be told.
    }
    end(why);
    turn.waiting().completeExceptionally(why);
  }

  private JournalException failed(IOException e) {
    files.flushFailed(e);
    return new JournalException("the journal could not be flushed", e);
  }

  private void flush() throws IOException {
    List<Unflushed> ranges = files.unflushed();
    if (ranges.isEmpty()) {
      return;
    }
    long began = System.nanoTime();
    for (Unflushed range : ranges) {
      disk.force(range.file(), range.from(), range.to());
      files.flushed(range);
    }
    timed.accept(System.nanoTime() - began);
  }

  /** One flush, and who waits for it. */
  private record Turn(CompletableFuture<Void> waiting, boolean last) {}

  private Turn awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      long remaining = interval.toNanos();
      while (!wanted && !closing && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      return new Turn(takeWaiting(), closing);
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait from now on wait for another flush; the caller holds the lock. */
  private CompletableFuture<Void> takeWaiting() {
    CompletableFuture<Void> waiting = next;
    next = new CompletableFuture<>();
    wanted = false;
    return waiting;
  }

  private void end(JournalException why) {
    CompletableFuture<Void> waiting;
    lock.lock();
    try {
      ended = why;
      waiting = takeWaiting();
    } finally {
      lock.unlock();
    }
    waiting.completeExceptionally(why);
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
