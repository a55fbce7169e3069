package dev.gatescribe.recording.format;

import dev.gatescribe.session.RecordingId;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The first 100 bytes of a segment; all numbers are big-endian and unsigned.
 *
 * <pre>
 *   offset size
 *        0    6  magic, the ASCII letters GSSEG followed by a zero byte
 *        6    2  format version, 0
 *        8   16  recording id
 *       24    4  number of the segment in the recording, from 0
 *       28    8  epoch of the writer
 *       36    8  sequence number of the first event
 *       44    8  time offset of the first event, microseconds
 *       52    4  number of events
 *       56    4  length of the events before compression, bytes
 *       60    4  length of the compressed events that follow, bytes
 *       64    4  reserved, 0
 *       68   32  SHA-256 of the whole segment before this one; zeros in segment 0
 *      100       one zstd frame
 * </pre>
 *
 * @param previousSha256 32 bytes in lower-case hexadecimal
 */
public record SegmentHeader(
    RecordingId id,
    int number,
    long epoch,
    long firstSequence,
    long firstOffsetMicros,
    int events,
    int plainLength,
    int compressedLength,
    String previousSha256) {

  public static final int BYTES = 100;

  /** The format version that this release writes and the newest that it reads. */
  public static final int VERSION = 0;

  /** What stands in segment 0 in place of a predecessor's hash. */
  public static final String NO_PREDECESSOR = "0".repeat(64);

  /** No segment holds more, before compression; bounds what a reader must hold at once. */
  public static final int PLAIN_MAX_BYTES = 16 * 1024 * 1024;

  /** No segment holds more; bounds what its events can cost a reader as objects. */
  public static final int EVENTS_MAX = 256 * 1024;

  private static final byte[] MAGIC = {'G', 'S', 'S', 'E', 'G', 0};

  void write(ByteBuffer out) {
    out.put(MAGIC).putShort((short) VERSION);
    id.write(out);
    out.putInt(number)
        .putLong(epoch)
        .putLong(firstSequence)
        .putLong(firstOffsetMicros)
        .putInt(events)
        .putInt(plainLength)
        .putInt(compressedLength)
        .putInt(0)
        .put(HexFormat.of().parseHex(previousSha256));
  }

  /**
   * Reads the header of a whole segment.
   *
   * @throws FormatException if it is no segment, is of a newer version, or its lengths do not fit
   */
  public static SegmentHeader read(ByteBuffer segment) throws FormatException {
    ByteBuffer in = segment.slice();
    if (in.remaining() < BYTES) {
      throw new FormatException("a segment is shorter than its header");
    }
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw new FormatException("this is not a segment");
    }
    int version = Short.toUnsignedInt(in.getShort());
    if (version > VERSION) {
      throw new FormatException("the segment has format version " + version + ", newer than this");
    }
    RecordingId id = RecordingId.read(in);
    int number = in.getInt();
    long epoch = in.getLong();
    long firstSequence = in.getLong();
    long firstOffsetMicros = in.getLong();
    int events = in.getInt();
    int plainLength = in.getInt();
    int compressedLength = in.getInt();
    int reserved = in.getInt();
    byte[] previous = new byte[32];
    in.get(previous);
    if (number < 0 || epoch < 0 || firstSequence < 0 || firstOffsetMicros < 0 || events < 1) {
      throw new FormatException("a number in the segment's header is out of range");
    }
    if (reserved != 0
        || events > EVENTS_MAX
        || plainLength < 0
        || plainLength > PLAIN_MAX_BYTES
        || firstSequence > Long.MAX_VALUE - events) {
      throw new FormatException("a number in the segment's header is out of range");
    }
    if (compressedLength != in.remaining()) {
      throw new FormatException("the segment's length is not what its header says");
    }
    return new SegmentHeader(
        id,
        number,
        epoch,
        firstSequence,
        firstOffsetMicros,
        events,
        plainLength,
        compressedLength,
        HexFormat.of().formatHex(previous));
  }
}
