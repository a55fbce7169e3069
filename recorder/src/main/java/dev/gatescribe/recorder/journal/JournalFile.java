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
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
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
   */
  static @Nullable JournalFile open(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      if (size < HEADER_BYTES || size > Integer.MAX_VALUE) {
        return null;
      }
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      return map.getLong(0) == MAGIC ? new JournalFile(path, map) : null;
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
    // In this order: with the new nonce the old records are void, whatever the number says.
    map.putLong(NONCE_AT, nonce);
    VarHandle.releaseFence();
    map.putLong(SEQUENCE_AT, sequence);
  }

  /**
   * Reserves room for a record; the caller holds the journal's lock.
   *
   * @return where the record begins, or -1 if the file is too full
   */
  int reserve(int length) {
    int padded = JournalRecord.padded(length);
    if (padded > map.capacity() - reserved) {
      return -1;
    }
    int at = reserved;
    reserved += padded;
    unshipped.incrementAndGet();
    // The nonce first, then the length, negative: whoever scans after a crash can step over a
    // record that was reserved and never finished, and finds those behind it.
    map.putLong(at + JournalRecord.NONCE_AT, nonce);
    INT.setRelease(map, at + JournalRecord.LENGTH_AT, -length);
    return at;
  }

  /** Writes and publishes a record in reserved room. May run beside other writers. */
  void write(int at, JournalRecord header, byte[] head, int headLength, ByteBuffer tail) {
    int length = JournalRecord.HEADER_BYTES + headLength + tail.remaining();
    header.write(map.slice(at + JournalRecord.NONCE_AT, JournalRecord.HEADER_BYTES), nonce);
    map.put(at + JournalRecord.HEADER_BYTES, head, 0, headLength);
    map.put(at + JournalRecord.HEADER_BYTES + headLength, tail, tail.position(), tail.remaining());
    map.putInt(at + JournalRecord.CRC_AT, crc(at, length));
    INT.setRelease(map, at + JournalRecord.LENGTH_AT, length);
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

  /** Passes all whole records of the present use, and counts them as not yet shipped. */
  void scan(RecordVisitor visitor) {
    int at = HEADER_BYTES;
    while (at <= map.capacity() - JournalRecord.HEADER_BYTES) {
      int published = (int) INT.getAcquire(map, at + JournalRecord.LENGTH_AT);
      int length = Math.abs(published);
      if (length < JournalRecord.HEADER_BYTES
          || length > JournalRecord.MAX_BYTES
          || length > map.capacity() - at
          || map.getLong(at + JournalRecord.NONCE_AT) != nonce) {
        break;
      }
      if (published > 0 && map.getInt(at + JournalRecord.CRC_AT) == crc(at, length)) {
        unshipped.incrementAndGet();
        visitor.visit(this, at, header(at));
      }
      at += JournalRecord.padded(length);
    }
    reserved = map.capacity();
    flushedTo = reserved;
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
  interface RecordVisitor {
    void visit(JournalFile file, int at, JournalRecord header);
  }

  @Override
  public String toString() {
    return "JournalFile[" + path.getFileName() + ", " + sequence + "]";
  }
}
