package dev.gatescribe.recording.format;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.gatescribe.session.RecordingId;
import java.nio.ByteBuffer;

/**
 * Puts encoded events together to a segment. The same events give the same bytes: compression
 * library and level belong to the format.
 *
 * <pre>
 *   plain := { length:varint delta:varint body }
 * </pre>
 *
 * {@code length} counts delta and body; {@code delta} is the time since the event before in
 * microseconds, in a segment's first event 0.
 *
 * <p>One builder serves many segments, one after the other; not safe for several threads.
 */
public final class SegmentBuilder implements AutoCloseable {
  /** The compression that belongs to format version 0. */
  public static final String COMPRESSION = "zstd-1.5.7 level 3";

  private static final int COMPRESSION_LEVEL = 3;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ByteWriter plain = new ByteWriter(64 * 1024);
  private int events;
  private long firstSequence;
  private long firstOffsetMicros;
  private long lastOffsetMicros;

  public SegmentBuilder() {
    compressor.setLevel(COMPRESSION_LEVEL).setContentSize(true).setChecksum(false);
  }

  /** Appends one event, by the body that {@link EventCodec#encode} gave. */
  public void add(long sequence, long offsetMicros, ByteBuffer body) {
    if (events == 0) {
      firstSequence = sequence;
      firstOffsetMicros = offsetMicros;
      lastOffsetMicros = offsetMicros;
    } else if (sequence != firstSequence + events) {
      throw new IllegalStateException("events of a segment follow each other without gaps");
    }
    long delta = Math.max(0, offsetMicros - lastOffsetMicros);
    plain.putVarint(ByteWriter.varintLength(delta) + (long) body.remaining());
    plain.putVarint(delta);
    plain.putBytes(body);
    lastOffsetMicros += delta;
    events++;
  }

  /** Forgets what was added. */
  public void clear() {
    plain.clear();
    events = 0;
  }

  public int events() {
    return events;
  }

  /** Bytes before compression so far. */
  public int plainLength() {
    return plain.length();
  }

  public long firstSequence() {
    return firstSequence;
  }

  public long firstOffsetMicros() {
    return firstOffsetMicros;
  }

  public long lastOffsetMicros() {
    return lastOffsetMicros;
  }

  /** The whole segment; the builder is empty afterwards. */
  public byte[] build(RecordingId id, int number, long epoch, String previousSha256) {
    byte[] out =
        new byte
            [SegmentHeader.BYTES
                + Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(plain.length()))];
    int compressedLength =
        compressor.compressByteArray(
            out,
            SegmentHeader.BYTES,
            out.length - SegmentHeader.BYTES,
            plain.array(),
            0,
            plain.length());
    new SegmentHeader(
            id,
            number,
            epoch,
            firstSequence,
            firstOffsetMicros,
            events,
            plain.length(),
            compressedLength,
            previousSha256)
        .write(ByteBuffer.wrap(out));
    clear();
    return java.util.Arrays.copyOf(out, SegmentHeader.BYTES + compressedLength);
  }

  @Override
  public void close() {
    compressor.close();
  }
}
