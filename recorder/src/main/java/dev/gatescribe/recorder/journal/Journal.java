package dev.gatescribe.recorder.journal;

import dev.gatescribe.recorder.journal.JournalFiles.Place;
import dev.gatescribe.recording.format.ByteWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log: takes records from all sessions, keeps them until they are shipped.
 *
 * <p>Appending waits for nothing but a copy: who finds no room is told so, and may wait for it
 * apart from appending, and without what others need meanwhile.
 */
public final class Journal implements AutoCloseable {
  private final JournalDirectoryLock directoryLock;
  private final JournalFiles files;
  private final JournalFlusher flusher;

  private Journal(JournalSettings settings, JournalDirectoryLock directoryLock, JournalDisk disk) {
    this.directoryLock = directoryLock;
    this.files = new JournalFiles(settings, disk);
    this.flusher = new JournalFlusher(files, disk, settings.flushInterval());
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
      journal.files.open(recovered);
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
   * Appends a record, if there is room for it now; when this returns true, the death of the process
   * no longer loses it. Never waits: neither for records to be shipped nor for the disk.
   *
   * @param list where the record's place is noted
   * @return whether the record was appended; if not, {@link #awaitRoom} helps
   * @throws JournalException if no file can be had: the disk is full, or the journal is closed
   */
  public boolean tryAppend(JournalRecord header, ByteWriter head, ByteBuffer tail, RecordList list)
      throws JournalException {
    int length = JournalRecord.HEADER_BYTES + head.length() + tail.remaining();
    if (length > JournalRecord.MAX_BYTES) {
      throw new JournalException("an event is larger than the journal takes");
    }
    Place place = null;
    try {
      place = files.reserve(length);
      if (place == null) {
        return false;
      }
      place.file().write(place.at(), header, head.array(), head.length(), tail);
    } catch (InternalError e) {
      if (place != null) {
        place.file().abandon(length);
      }
      throw unbacked(e);
    }
    list.add(place.file(), place.at());
    return true;
  }

  /**
   * Done when everything that the caller appended before survives a loss of power. Fails with a
   * {@link JournalException} if it may not. What depends on it has to be short: it runs on the
   * thread that flushes for all.
   */
  public CompletableFuture<Void> flushed() {
    return flusher.flushed();
  }

  /**
   * Says who is told how many nanoseconds each flush took that had something to flush. It is told
   * on the thread that flushes for all, so it has to be short.
   */
  public void whenFlushed(LongConsumer nanos) {
    flusher.whenFlushed(nanos);
  }

  /**
   * Waits while all files are full of records that are not shipped, or while a file is being
   * prepared, but not longer than {@code limit}. The caller must hold no records that it has not
   * handed over for shipping, or the wait might not end.
   *
   * @param bodyBytes length of the body that is to be appended
   * @throws JournalException if no file can be had: the disk is full, or the journal is closed
   */
  public void awaitRoom(int bodyBytes, Duration limit)
      throws JournalException, InterruptedException {
    try {
      files.awaitRoom(JournalRecord.HEADER_BYTES + bodyBytes, limit);
    } catch (InternalError e) {
      throw unbacked(e);
    }
  }

  /** What the JVM makes of SIGBUS: the file system could not back a page of the mapped file. */
  private static JournalException unbacked(InternalError e) {
    return new JournalException("a mapped journal file could not be written", e);
  }

  /** Says that the records of {@code list} are stored elsewhere, or were given up. */
  public void release(RecordList list) {
    list.release();
    files.released();
  }

  /** Whether nothing can be appended before records are shipped. */
  public boolean waitsForShipping() {
    return files.waitsForShipping();
  }

  /** Bytes in files that hold records which are not shipped. */
  public long backlogBytes() {
    return files.backlogBytes();
  }

  /** Why the journal takes no more records, or soon will not; null if it does. */
  public @Nullable IOException failure() {
    return files.failure();
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
      flusher.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      directoryLock.close();
    }
  }
}
