package dev.gatescribe.recorder.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal.
 *
 * <pre>
 *   offset size                                                       big-endian
 *        0    8  magic, the ASCII letters GSJRNL followed by two zero bytes
 *        8    8  number of the file's present use; files are read in this order
 *       16    8  nonce of the file's present use
 *       64       records, one after the other
 * </pre>
 *
 * A file is used again and again. What an earlier use left behind carries an earlier nonce, which
 * nobody outside knows, so that no content can pass for a record.
 */
public final class JournalFile {
  static final int HEADER_BYTES = 64;

  private static final long MAGIC = 0x47534a524e4c0000L;
  private static final int SEQUENCE_AT = 8;
  private static final int NONCE_AT = 16;
  private static final int ZEROS = 1024 * 1024;
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Path path;
  private final MappedByteBuffer map;
  private final AtomicLong unshipped = new AtomicLong();
  private final AtomicLong settled = new AtomicLong(HEADER_BYTES);
  private long sequence;
  private long nonce;
  private int reserved = HEADER_BYTES;
  private int flushedTo;

  private JournalFile(Path path, MappedByteBuffer map) {
    this.path = path;
    this.map = map;
    this.sequence = map.getLong(SEQUENCE_AT);
    this.nonce = map.getLong(NONCE_AT);
  }

  /**
   * Makes a file of {@code bytes} zeros and maps it. A full disk shows here.
   *
   * @throws IOException if there is no room for it
   */
  static JournalFile create(Path path, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, bytes));
    FileChannel opened =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try (FileChannel channel = opened) {
      for (long at = 0; at < bytes; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
        while (zeros.hasRemaining()) {
          channel.write(zeros, at + zeros.position());
        }
      }
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      map.putLong(0, MAGIC);
      return new JournalFile(path, map);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /**
   * Maps a file that an earlier process left.
   *
   * @return null if it never came to be used: its preparation was cut off
   * @throws JournalException if it does not begin as a journal file does
   */
  static @Nullable JournalFile open(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size < HEADER_BYTES || size > Integer.MAX_VALUE) {
        return null;
      }
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      if (map.getLong(0) == 0 && map.getLong(SEQUENCE_AT) == 0 && map.getLong(NONCE_AT) == 0) {
        return null;
      }
      if (map.getLong(0) != MAGIC || map.getLong(SEQUENCE_AT) < 0) {
        throw new JournalException("this is not a journal file, or it is damaged: " + path);
      }
      return new JournalFile(path, map);
    }
  }

  Path path() {
    return path;
  }

  /** Number of the present use; 0 if the file was never used. */
  long sequence() {
    return sequence;
  }

  int capacity() {
    return map.capacity();
  }

  /** Begins a new use of the file. Everything that was in it is void. */
  void reuse(long newSequence, long newNonce) {
    nonce = newNonce;
    sequence = newSequence;
    reserved = HEADER_BYTES;
    flushedTo = 0;
    settled.set(HEADER_BYTES);
    // In this order: with the new nonce the old records are void, whatever the number says.
    map.putLong(NONCE_AT, nonce);
    VarHandle.releaseFence();
    map.putLong(SEQUENCE_AT, sequence);
  }

  /** Whether there is room for a record; the caller holds the journal's lock. */
  boolean fits(int length) {
    return JournalRecord.padded(length) <= map.capacity() - reserved;
  }

  /**
   * Reserves room for a record; the caller holds the journal's lock.
   *
   * @return where the record begins, or -1 if the file is too full
   */
  int reserve(int length) {
    if (!fits(length)) {
      return -1;
    }
    int at = reserved;
    // The nonce first, then the length, negative: what an earlier use left here must not pass for
    // the length of this record.
    map.putLong(at + JournalRecord.NONCE_AT, nonce);
    INT.setRelease(map, at + JournalRecord.LENGTH_AT, -length);
    // Counted only when the page could be written.
    reserved += JournalRecord.padded(length);
    unshipped.incrementAndGet();
    return at;
  }

  /** Writes and publishes a record in reserved room. May run beside other writers. */
  void write(int at, JournalRecord header, byte[] head, int headLength, ByteBuffer tail) {
    int length = JournalRecord.HEADER_BYTES + headLength + tail.remaining();
    header.write(
        map.slice(at + JournalRecord.NONCE_AT, JournalRecord.HEADER_BYTES - JournalRecord.NONCE_AT),
        nonce);
    map.put(at + JournalRecord.HEADER_BYTES, head, 0, headLength);
    map.put(at + JournalRecord.HEADER_BYTES + headLength, tail, tail.position(), tail.remaining());
    map.putInt(at + JournalRecord.CRC_AT, crc(at, length));
    INT.setRelease(map, at + JournalRecord.LENGTH_AT, length);
    settled.addAndGet(JournalRecord.padded(length));
  }

  /** Gives up a reserved record that could not be written. */
  void abandon(int length) {
    settled.addAndGet(JournalRecord.padded(length));
    shipped(1);
  }

  /**
   * Whether every reserved record is published or given up; the caller holds the journal's lock.
   */
  boolean isSettled() {
    return settled.get() == reserved;
  }

  /** The header of a published record. */
  JournalRecord header(int at) {
    int length = (int) INT.getAcquire(map, at + JournalRecord.LENGTH_AT);
    return JournalRecord.read(map.slice(at + 16, length - 16));
  }

  /** The body of a published record, as a view that is valid until the record is shipped. */
  ByteBuffer body(int at) {
    int length = (int) INT.getAcquire(map, at + JournalRecord.LENGTH_AT);
    return map.slice(at + JournalRecord.HEADER_BYTES, length - JournalRecord.HEADER_BYTES);
  }

  /**
   * Passes all whole records of the present use, and counts them as not yet shipped.
   *
   * <p>Where no whole record is, the search goes on at the next place where one could begin: a
   * record that was reserved and never finished, or one that the disk damaged, hides none behind
   * it. What content or an earlier use put there is never taken for a record, for it cannot know
   * the nonce.
   */
  void scan(RecordVisitor visitor) {
    int at = HEADER_BYTES;
    while (at <= map.capacity() - JournalRecord.HEADER_BYTES) {
      int length = wholeLength(at);
      if (length > 0) {
        unshipped.incrementAndGet();
        visitor.visit(this, at, header(at));
        at += JournalRecord.padded(length);
      } else {
        at += JournalRecord.ALIGNMENT;
      }
    }
    reserved = map.capacity();
    settled.set(reserved);
    flushedTo = reserved;
  }

  /** The length of the record at {@code at}, or -1 if no whole record of this use begins there. */
  private int wholeLength(int at) {
    if (map.getLong(at + JournalRecord.NONCE_AT) != nonce) {
      return -1;
    }
    int length = (int) INT.getAcquire(map, at + JournalRecord.LENGTH_AT);
    return length >= JournalRecord.HEADER_BYTES
            && length <= JournalRecord.MAX_BYTES
            && length <= map.capacity() - at
            && map.getInt(at + JournalRecord.CRC_AT) == crc(at, length)
        ? length
        : -1;
  }

  /** Says that {@code records} records of this file need it no more. */
  void shipped(long records) {
    unshipped.addAndGet(-records);
  }

  /** Keeps the file from being used again while somebody reads {@code records} of it. */
  void retain(long records) {
    unshipped.addAndGet(records);
  }

  boolean isShipped() {
    return unshipped.get() == 0;
  }

  /** How many bytes of the file are taken; the caller holds the journal's lock. */
  int reserved() {
    return reserved;
  }

  /** Writes a part of the file to the disk. */
  void force(int from, int to) {
    map.force(from, to - from);
  }

  /** Up to where the file is on the disk; the caller holds the journal's lock. */
  int flushedTo() {
    return flushedTo;
  }

  void flushedTo(int position) {
    flushedTo = position;
  }

  private int crc(int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(map.slice(at + JournalRecord.NONCE_AT, length - JournalRecord.NONCE_AT));
    return (int) crc.getValue();
  }

  /** Receives the records that a scan finds. */
  @FunctionalInterface
  public interface RecordVisitor {
    void visit(JournalFile file, int at, JournalRecord header);
  }

  @Override
  public String toString() {
    return "JournalFile[" + path.getFileName() + ", " + sequence + "]";
  }
}
