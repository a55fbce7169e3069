package dev.gatescribe.recorder.journal;

import dev.gatescribe.recorder.journal.JournalFlusher.Unflushed;
import dev.gatescribe.recording.format.ByteWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
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
 * The write-ahead log: takes records from all sessions, keeps them until they are shipped.
 *
 * <p>A file is free when it is not the current one and all its records are shipped. A free file is
 * always kept ready, prepared by a thread of the journal's own, so that appending does not wait for
 * the disk.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Journal.class.getName());
  private static final Duration RETRY_PREPARATION = Duration.ofSeconds(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Free files that are kept: using one again is much cheaper than making one. */
  private static final int READY_MAX = 3;

  private final JournalSettings settings;
  private final JournalDirectoryLock directoryLock;
  private final JournalDirectory directory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition closing = lock.newCondition();
  private final List<JournalFile> used = new ArrayList<>();
  private final Deque<JournalFile> ready = new ArrayDeque<>();
  private final Thread preparer;
  private final JournalFlusher flusher;
  private @Nullable JournalFile current;
  private @Nullable IOException preparationFailure;
  private @Nullable IOException flushFailure;
  private long lastSequence;
  private boolean closed;

  private Journal(JournalSettings settings, JournalDirectoryLock directoryLock, JournalDisk disk) {
    this.settings = settings;
    this.directoryLock = directoryLock;
    this.directory = new JournalDirectory(settings, disk);
    this.preparer = Thread.ofPlatform().daemon().name("journal-preparer").unstarted(this::prepare);
    this.flusher = new JournalFlusher(this, disk, settings.flushInterval());
  }

  /**
   * Opens the journal and passes every record that an earlier process left in it, in the order in
   * which each recording wrote them. Those files stay until the records are released.
   *
   * @throws JournalException if another process uses the journal
   * @throws IOException if its files cannot be read or made
   */
  public static Journal open(JournalSettings settings, JournalFile.RecordVisitor recovered)
      throws IOException {
    return open(settings, recovered, JournalDisk.real());
  }

  static Journal open(
      JournalSettings settings, JournalFile.RecordVisitor recovered, JournalDisk disk)
      throws IOException {
    JournalDirectoryLock directoryLock = JournalDirectoryLock.acquire(settings.directory());
    boolean opened = false;
    try {
      Journal journal = new Journal(settings, directoryLock, disk);
      journal.recover(recovered);
      journal.ready.add(journal.directory.newFile());
      journal.preparer.start();
      journal.flusher.start();
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        directoryLock.close();
      }
    }
  }

  /**
   * Appends a record; when this returns, the death of the process no longer loses it. Waits while
   * all files are full of records that are not shipped; the caller must hold none that it has not
   * handed over for shipping, or the wait might not end.
   *
   * @param list where the record's place is noted
   * @throws JournalException if no file can be had: the disk is full, or the journal is closed
   */
  public void append(JournalRecord header, ByteWriter head, ByteBuffer tail, RecordList list)
      throws JournalException {
    append(header, head, tail, list, true);
  }

  /**
   * The same, but gives up where {@link #append} would wait for records to be shipped.
   *
   * @return whether the record was appended
   */
  public boolean tryAppend(JournalRecord header, ByteWriter head, ByteBuffer tail, RecordList list)
      throws JournalException {
    return append(header, head, tail, list, false);
  }

  private boolean append(
      JournalRecord header, ByteWriter head, ByteBuffer tail, RecordList list, boolean wait)
      throws JournalException {
    int length = JournalRecord.HEADER_BYTES + head.length() + tail.remaining();
    if (length > JournalRecord.MAX_BYTES) {
      throw new JournalException("an event is larger than the journal takes");
    }
    Place place = null;
    try {
      place = reserve(length, wait);
      if (place == null) {
        return false;
      }
      place.file.write(place.at, header, head.array(), head.length(), tail);
    } catch (InternalError e) {
      // What the JVM makes of SIGBUS: the file system could not back a page of the mapped file.
      if (place != null) {
        place.file.abandon(length);
      }
      throw new JournalException("a mapped journal file could not be written", e);
    }
    list.add(place.file, place.at);
    return true;
  }

  private @Nullable Place reserve(int length, boolean wait) throws JournalException {
    lock.lock();
    try {
      checkUsable();
      JournalFile file = current;
      int at = file == null ? -1 : file.reserve(length);
      while (at < 0) {
        file = nextFile(wait);
        if (file == null) {
          return null;
        }
        at = file.reserve(length);
      }
      return file == null ? null : new Place(file, at);
    } finally {
      lock.unlock();
    }
  }

  private record Place(JournalFile file, int at) {}

  /** Says that the records of {@code list} are stored elsewhere, or were given up. */
  public void release(RecordList list) {
    list.release();
    locked(changed::signalAll);
  }

  /** Whether nothing can be appended before records are shipped. */
  public boolean waitsForShipping() {
    lock.lock();
    try {
      return current == null && isFull();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes in files that hold records which are not shipped. */
  public long backlogBytes() {
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

  /** Why the journal takes no more records, or soon will not; null if it does. */
  public @Nullable IOException failure() {
    lock.lock();
    try {
      return flushFailure == null ? preparationFailure : flushFailure;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    locked(() -> {
      closed = true;
      changed.signalAll();
      closing.signalAll();
    });
    try {
      while (!isSettled()) {
        Thread.onSpinWait(); // A record that is being written is, for the time of a copy.
      }
      preparer.join();
      flusher.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      directoryLock.close();
    }
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
   * Retires the current file and takes a ready one; the caller holds the lock.
   *
   * @return null if {@code wait} is false and one would have to wait for records to be shipped
   */
  private @Nullable JournalFile nextFile(boolean wait) throws JournalException {
    JournalFile full = current;
    if (full != null) {
      used.add(full);
      current = null;
      changed.signalAll();
    }
    while (current == null) {
      checkUsable();
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
      if (!wait && isFull()) {
        return null;
      }
      changed.awaitUninterruptibly();
    }
    return current;
  }

  /** Whether no further file may be made; the caller holds the lock. */
  private boolean isFull() {
    return ready.isEmpty() && files() >= settings.maxFiles();
  }

  private void recover(JournalFile.RecordVisitor recovered) throws IOException {
    used.addAll(directory.leftBehind());
    for (JournalFile file : used) {
      lastSequence = Math.max(lastSequence, file.sequence());
      if (file.sequence() > 0) {
        file.scan(recovered);
      }
    }
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
      changed.signalAll();
      return;
    }
    JournalDirectory.delete(free);
    changed.signalAll(); // There is room for another one now.
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
    } finally {
      lock.lock();
    }
    preparationFailure = failure;
    if (file != null) {
      ready.add(file);
    }
    changed.signalAll();
    if (failure != null) {
      LOG.log(Level.ERROR, "no journal file can be made: {0}", failure.getMessage());
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
