package dev.gatescribe.recorder.journal;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.nio.ByteBuffer;

/**
 * The header of one record of the journal, which is one event of one recording.
 *
 * <pre>
 *   offset size                                                       big-endian
 *        0    4  length of the record with this header, without padding;
 *                negative while the record is being written
 *        4    4  CRC-32C of everything from offset 8 to the length
 *        8    8  nonce of the file's present use
 *       16   16  recording id
 *       32    8  sequence number of the event
 *       40    8  time offset of the event, microseconds
 *       48    4  number of the segment that the event belongs to
 *       52    1  kind of recording: 0 session, 1 audit log
 *       53    3  reserved, 0
 *       56    8  epoch of the writer
 *       64       body of the event; the next record begins at a multiple of 8
 * </pre>
 *
 * The segment's number is the boundary marker: the writer decides it when it appends, so that
 * segments built again after a crash have the same bytes.
 */
public record JournalRecord(
    RecordingKind kind, RecordingId id, long epoch, int segment, long sequence, long offsetMicros) {

  /** Length of the header, in bytes. */
  public static final int HEADER_BYTES = 64;

  static final int LENGTH_AT = 0;
  static final int CRC_AT = 4;
  static final int NONCE_AT = 8;
  static final int ALIGNMENT = 8;

  /** A content of 1 MiB and the fields beside it, with room to spare. */
  static final int MAX_BYTES = 2 * 1024 * 1024;

  static int padded(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  void write(ByteBuffer header, long nonce) {
    header.putLong(nonce);
    id.write(header);
    header
        .putLong(sequence)
        .putLong(offsetMicros)
        .putInt(segment)
        .put((byte) kind.wireCode())
        .put((byte) 0)
        .putShort((short) 0)
        .putLong(epoch);
  }

  /** Reads a header from behind its nonce. The CRC has held, so the values are what was written. */
  static JournalRecord read(ByteBuffer in) {
    RecordingId id = RecordingId.read(in);
    long sequence = in.getLong();
    long offsetMicros = in.getLong();
    int segment = in.getInt();
    RecordingKind kind = RecordingKind.ofWireCode(in.get());
    in.get();
    in.getShort();
    long epoch = in.getLong();
    return new JournalRecord(kind, id, epoch, segment, sequence, offsetMicros);
  }
}
