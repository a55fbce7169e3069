package dev.gatescribe.recorder.journal;

import dev.gatescribe.recorder.journal.JournalFlusher.Unflushed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The journal's files: the one that is being filled, those that are full, and those that are ready.
 *
 * <p>A file is free when it is not the current one and all its records are shipped. A free file is
 * always kept ready, prepared by a thread of its own. Whoever appends takes the lock, so nobody
 * holds it while the disk works.
 */
final class JournalFiles {
  private static final Logger LOG = System.getLogger(JournalFiles.class.getName());
  private static final Duration RETRY_PREPARATION = Duration.ofSeconds(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Free files that are kept: using one again is much cheaper than making one. */
  private static final int READY_MAX = 3;

  private final JournalSettings settings;
  private final JournalDirectory directory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition closing = lock.newCondition();
  private final List<JournalFile> used = new ArrayList<>();
  private final Deque<JournalFile> ready = new ArrayDeque<>();
  private final Thread preparer;
  private @Nullable JournalFile current;
  private @Nullable IOException preparationFailure;
  private @Nullable IOException flushFailure;
  private long lastSequence;
  private boolean closed;

  JournalFiles(JournalSettings settings, JournalDisk disk) {
    this.settings = settings;
    this.directory = new JournalDirectory(settings, disk);
    this.preparer = Thread.ofPlatform().daemon().name("journal-preparer").unstarted(this::prepare);
  }

  /** Passes what an earlier process left, and makes the first file ready. */
  void open(JournalFile.RecordVisitor recovered) throws IOException {
    used.addAll(directory.leftBehind());
    for (JournalFile file : used) {
      lastSequence = Math.max(lastSequence, file.sequence());
      if (file.sequence() > 0) {
        file.scan(recovered);
      }
    }
    ready.add(directory.newFile());
    preparer.start();
  }

  /**
   * Reserves room for a record. Waits for nothing.
   *
   * @return null if there is no room now: records must be shipped, or a file must be prepared
   * @throws JournalException if there will be none
   */
  @Nullable Place reserve(int length) throws JournalException {
    lock.lock();
    try {
      JournalFile file = fileWithRoom(length);
      return file == null ? null : new Place(file, file.reserve(length));
    } finally {
      lock.unlock();
    }
  }

  /** Where a record is to be written. */
  record Place(JournalFile file, int at) {}

  /**
   * Waits until there is room for a record, or until the time is over. Others may take the room
   * before the caller does.
   *
   * @throws JournalException if there will be none
   */
  void awaitRoom(int length, Duration limit) throws JournalException, InterruptedException {
    lock.lock();
    try {
      long remaining = limit.toNanos();
      while (fileWithRoom(length) == null && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says that records were shipped: a file may be free now. */
  void released() {
    locked(changed::signalAll);
  }

  boolean waitsForShipping() {
    lock.lock();
    try {
      return current == null && isFull();
    } finally {
      lock.unlock();
    }
  }

  long backlogBytes() {
    lock.lock();
    try {
      long bytes =
          used.stream().filter(file -> !file.isShipped()).mapToLong(JournalFile::capacity).sum();
      JournalFile filling = current;
      return filling == null || filling.isShipped() ? bytes : bytes + filling.reserved();
    } finally {
      lock.unlock();
    }
  }

  @Nullable IOException failure() {
    lock.lock();
    try {
      return flushFailure == null ? preparationFailure : flushFailure;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no further record, wakes those who wait for room, and waits for those that are being
   * written.
   */
  void close() throws InterruptedException {
    locked(() -> {
      closed = true;
      changed.signalAll();
      closing.signalAll();
    });
    while (!isSettled()) {
      Thread.onSpinWait(); // A record that is being written is, for the time of a copy.
    }
    preparer.join();
  }

  private boolean isSettled() {
    lock.lock();
    try {
      return used.stream().allMatch(JournalFile::isSettled)
          && (current == null || current.isSettled());
    } finally {
      lock.unlock();
    }
  }

  private void checkUsable() throws JournalException {
    if (closed) {
      throw new JournalException("the journal is closed");
    }
    if (flushFailure != null) {
      throw new JournalException("the journal could not be flushed", flushFailure);
    }
  }

  /**
   * The current file, or a ready one that becomes it; the caller holds the lock. A current file
   * that is too full is retired also when none is ready, or it would never come to be free.
   *
   * @return null if none is ready
   */
  private @Nullable JournalFile fileWithRoom(int length) throws JournalException {
    checkUsable();
    JournalFile filling = current;
    if (filling != null) {
      if (filling.fits(length)) {
        return filling;
      }
      used.add(filling);
      current = null;
      changed.signalAll();
    }
    JournalFile next = ready.poll();
    if (next != null) {
      next.reuse(++lastSequence, RANDOM.nextLong());
      current = next;
      changed.signalAll();
      return next;
    }
    IOException failure = preparationFailure;
    if (failure != null) {
      throw new JournalException("no journal file can be made: " + failure.getMessage(), failure);
    }
    return null;
  }

  /** Whether no further file may be made; the caller holds the lock. */
  private boolean isFull() {
    return ready.isEmpty() && files() >= settings.maxFiles();
  }

  private void prepare() {
    lock.lock();
    try {
      while (!closed) {
        JournalFile free = takeFree();
        if (free != null) {
          keepOrDelete(free);
        } else if (ready.isEmpty() && files() < settings.maxFiles()) {
          prepareOne();
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A used file of which nothing is needed any more; the caller holds the lock. */
  private @Nullable JournalFile takeFree() {
    for (JournalFile file : used) {
      if (file.isShipped()) {
        used.remove(file);
        return file;
      }
    }
    return null;
  }

  private void keepOrDelete(JournalFile free) {
    if (ready.size() < READY_MAX && free.capacity() == settings.fileBytes()) {
      ready.add(free);
      preparationFailure = null;
    } else {
      lock.unlock();
      try {
        JournalDirectory.delete(free);
      } finally {
        lock.lock();
      }
    }
    changed.signalAll();
  }

  /** Makes one file, without the lock meanwhile. */
  private void prepareOne() {
    lock.unlock();
    JournalFile file = null;
    IOException failure = null;
    try {
      file = directory.newFile();
    } catch (IOException e) {
      failure = e;
      LOG.log(Level.ERROR, "no journal file can be made: {0}", e.getMessage());
    } finally {
      lock.lock();
    }
    preparationFailure = failure;
    if (file != null) {
      ready.add(file);
    }
    changed.signalAll();
    if (failure != null) {
      waitBeforeNextAttempt();
    }
  }

  private void waitBeforeNextAttempt() {
    try {
      long remaining = RETRY_PREPARATION.toNanos();
      while (!closed && remaining > 0) {
        remaining = closing.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int files() {
    return used.size() + ready.size() + (current == null ? 0 : 1);
  }

  /** What is not known to be on the disk. */
  List<Unflushed> unflushed() {
    lock.lock();
    try {
      List<Unflushed> unflushed = new ArrayList<>();
      used.forEach(file -> Unflushed.addTo(unflushed, file));
      Unflushed.addTo(unflushed, current);
      return unflushed;
    } finally {
      lock.unlock();
    }
  }

  void flushed(Unflushed range) {
    locked(() -> {
      if (range.whole() && range.file().sequence() == range.sequence()) {
        range.file().flushedTo(range.to());
      }
    });
  }

  void flushFailed(IOException e) {
    LOG.log(Level.ERROR, "the journal cannot be flushed; nothing is recorded any more", e);
    locked(() -> {
      flushFailure = e;
      changed.signalAll();
    });
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
