package dev.gatescribe.recorder.journal;

import dev.gatescribe.recording.format.ByteWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log: takes records from all sessions, keeps them until they are shipped.
 *
 * <p>A file is free when it is not the current one and all its records are shipped. One free file
 * is always kept ready, prepared by a thread of the journal's own, so that appending does not wait
 * for the disk.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Journal.class.getName());
  private static final String SUFFIX = ".journal";
  private static final Duration RETRY_PREPARATION = Duration.ofSeconds(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final JournalSettings settings;
  private final FileChannel lockChannel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition closing = lock.newCondition();
  private final List<JournalFile> used = new ArrayList<>();
  private final Deque<JournalFile> ready = new ArrayDeque<>();
  private final Thread preparer;
  private final Thread flusher;
  private @Nullable JournalFile current;
  private @Nullable IOException preparationFailure;
  private long lastSequence;
  private int lastFileNumber;
  private boolean closed;

  private Journal(JournalSettings settings, FileChannel lockChannel) {
    this.settings = settings;
    this.lockChannel = lockChannel;
    this.preparer = Thread.ofPlatform().daemon().name("journal-preparer").unstarted(this::prepare);
    this.flusher = Thread.ofPlatform().daemon().name("journal-flusher").unstarted(this::flush);
  }

  /**
   * Opens the journal and passes every record that an earlier process left in it, in the order in
   * which each recording wrote them. Those files stay until the records are released.
   *
   * @throws JournalException if another process uses the journal
   * @throws IOException if its files cannot be read or made
   */
  public static Journal open(JournalSettings settings, RecoveryVisitor recovered)
      throws IOException {
    Files.createDirectories(settings.directory());
    FileChannel lockChannel =
        FileChannel.open(
            settings.directory().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock fileLock = lockChannel.tryLock();
      if (fileLock == null) {
        throw new JournalException(
            "another gatescribe process uses " + settings.directory().toAbsolutePath());
      }
      Journal journal = new Journal(settings, lockChannel);
      journal.recover(recovered);
      journal.ready.add(journal.newFile());
      journal.preparer.start();
      journal.flusher.start();
      return journal;
    } catch (OverlappingFileLockException e) {
      lockChannel.close();
      throw new JournalException("this process has the journal open already", e);
    } catch (IOException e) {
      lockChannel.close();
      throw e;
    }
  }

  /**
   * Appends a record; when this returns, the death of the process no longer loses it. Waits while
   * all files are full of records that are not shipped.
   *
   * @param list where the record's place is noted
   * @throws JournalException if no file can be had: the disk is full, or the journal is closed
   */
  public void append(JournalRecord header, ByteWriter head, ByteBuffer tail, RecordList list)
      throws JournalException {
    int length = JournalRecord.HEADER_BYTES + head.length() + tail.remaining();
    if (length > JournalRecord.MAX_BYTES) {
      throw new JournalException("an event is larger than the journal takes");
    }
    Place place = reserve(length);
    JournalFile file = place.file;
    int at = place.at;
    try {
      file.write(at, header, head.array(), head.length(), tail);
    } catch (InternalError e) {
      // What the JVM makes of SIGBUS: the file system could not back a page of the mapped file.
      file.shipped(1);
      throw new JournalException("a mapped journal file could not be written", e);
    }
    list.add(file, at);
  }

  private Place reserve(int length) throws JournalException {
    lock.lock();
    try {
      JournalFile file = current == null ? nextFile() : current;
      int at = file.reserve(length);
      while (at < 0) {
        file = nextFile();
        at = file.reserve(length);
      }
      return new Place(file, at);
    } finally {
      lock.unlock();
    }
  }

  private record Place(JournalFile file, int at) {}

  /** Says that the records of {@code list} are stored elsewhere, or were given up. */
  public void release(RecordList list) {
    list.release();
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes in files that hold records which are not shipped. */
  public long backlogBytes() {
    lock.lock();
    try {
      long bytes = 0;
      for (JournalFile file : used) {
        bytes += file.isShipped() ? 0 : file.capacity();
      }
      JournalFile filling = current;
      return filling == null || filling.isShipped() ? bytes : bytes + filling.reserved();
    } finally {
      lock.unlock();
    }
  }

  /** Why no more files can be prepared, or null if they can. */
  public @Nullable IOException failure() {
    lock.lock();
    try {
      return preparationFailure;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      preparer.join();
      flusher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lockChannel.close();
  }

  /** Retires the current file and takes a ready one; the caller holds the lock. */
  private JournalFile nextFile() throws JournalException {
    JournalFile full = current;
    if (full != null) {
      used.add(full);
      current = null;
    }
    while (current == null) {
      if (closed) {
        throw new JournalException("the journal is closed");
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
      changed.awaitUninterruptibly();
    }
    return current;
  }

  private void recover(RecoveryVisitor recovered) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(settings.directory(), "*" + SUFFIX)) {
      for (Path path : files) {
        lastFileNumber = Math.max(lastFileNumber, fileNumber(path));
        JournalFile file = JournalFile.open(path);
        if (file == null) {
          Files.delete(path);
        } else {
          used.add(file);
        }
      }
    }
    used.sort(Comparator.comparingLong(JournalFile::sequence));
    for (JournalFile file : used) {
      lastSequence = Math.max(lastSequence, file.sequence());
      if (file.sequence() > 0) {
        file.scan(recovered::visit);
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
    if (ready.isEmpty() && free.capacity() == settings.fileBytes()) {
      ready.add(free);
      preparationFailure = null;
      changed.signalAll();
      return;
    }
    try {
      Files.deleteIfExists(free.path());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the journal file {0} could not be deleted", free.path());
    }
  }

  /** Makes one file, without the lock meanwhile. */
  private void prepareOne() {
    lock.unlock();
    JournalFile file = null;
    IOException failure = null;
    try {
      file = newFile();
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
    if (failure != null && !closed) {
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

  private JournalFile newFile() throws IOException {
    String name = String.format(Locale.ROOT, "%08d", ++lastFileNumber) + SUFFIX;
    return JournalFile.create(settings.directory().resolve(name), settings.fileBytes());
  }

  private int files() {
    return used.size() + ready.size() + (current == null ? 0 : 1);
  }

  private static int fileNumber(Path path) throws JournalException {
    String name = String.valueOf(path.getFileName());
    try {
      return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      throw new JournalException("this is no journal file: " + path, e);
    }
  }

  private void flush() {
    while (true) {
      List<Unflushed> unflushed = new ArrayList<>();
      lock.lock();
      try {
        long remaining = settings.flushInterval().toNanos();
        while (!closed && remaining > 0) {
          remaining = closing.awaitNanos(remaining);
        }
        if (closed) {
          return;
        }
        used.forEach(file -> Unflushed.addTo(unflushed, file));
        Unflushed.addTo(unflushed, current);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
      unflushed.forEach(this::flush);
    }
  }

  private void flush(Unflushed range) {
    range.file.force(range.from, range.to);
    lock.lock();
    try {
      if (range.file.sequence() == range.sequence) {
        range.file.flushedTo(range.to);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A part of a file that was written since the file was flushed last. */
  private record Unflushed(JournalFile file, long sequence, int from, int to) {
    static void addTo(List<Unflushed> list, @Nullable JournalFile file) {
      if (file != null && !file.isShipped() && file.flushedTo() < file.reserved()) {
        list.add(new Unflushed(file, file.sequence(), file.flushedTo(), file.reserved()));
      }
    }
  }

  /** Receives the records that were in the journal when it was opened. */
  @FunctionalInterface
  public interface RecoveryVisitor {
    void visit(JournalFile file, int at, JournalRecord header);
  }
}
