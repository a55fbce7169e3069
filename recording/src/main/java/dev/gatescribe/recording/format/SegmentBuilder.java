package dev.gatescribe.recording.format;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.gatescribe.session.RecordingId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts encoded events together to a segment. The same events give the same bytes: compression
 * library, levels and the places where blocks end belong to the format.
 *
 * <p>One builder serves many segments, one after the other; not safe for several threads.
 */
public final class SegmentBuilder implements AutoCloseable {
  /** The layout and compression that belong to format version 0. */
  public static final String COMPRESSION = "columns zstd-1.5.7 level 9/3";

  /** What somebody does in a minute is small, and worth a millisecond. */
  private static final int SMALL_LEVEL = 9;

  /** Bursts come at hundreds of megabytes a second, and must not cost more than they do. */
  private static final int LARGE_LEVEL = 3;

  /** Longest segment, before compression, that is small. */
  static final int SMALL_MAX_BYTES = 256 * 1024;

  /** What ending a block early can cost beyond the bound of one that is not ended. */
  private static final int EARLY_BLOCK_MAX_BYTES = 64;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final SegmentColumns columns = new SegmentColumns();
  private int events;
  private long firstSequence;
  private long firstOffsetMicros;
  private long lastOffsetMicros;

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
    columns.add(delta, body);
    lastOffsetMicros += delta;
    events++;
  }

  /** Forgets what was added. */
  public void clear() {
    columns.clear();
    events = 0;
  }

  public int events() {
    return events;
  }

  /** Bytes before compression so far. */
  public int plainLength() {
    return columns.length();
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
    int plainLength = columns.length();
    ByteBuffer out =
        ByteBuffer.allocate(
            Math.toIntExact(
                SegmentHeader.BYTES + Zstd.compressBound(plainLength) + EARLY_BLOCK_MAX_BYTES));
    out.position(SegmentHeader.BYTES);
    compress(plainLength, out);
    int length = out.position();
    new SegmentHeader(
            id,
            number,
            epoch,
            firstSequence,
            firstOffsetMicros,
            events,
            plainLength,
            length - SegmentHeader.BYTES,
            previousSha256)
        .write(out.rewind());
    clear();
    return Arrays.copyOf(out.array(), length);
  }

  /**
   * One frame. A block ends between what the events are and what passed in them: both have their
   * own statistics, and a block has one for all of it.
   */
  private void compress(int plainLength, ByteBuffer out) {
    // Whatever an earlier segment left behind if it failed in the middle.
    compressor.reset();
    compressor
        .setLevel(plainLength <= SMALL_MAX_BYTES ? SMALL_LEVEL : LARGE_LEVEL)
        .setContentSize(true)
        .setChecksum(false)
        .setPledgedSrcSize(plainLength);
    columns.events().forEach(column -> feed(column, out));
    if (columns.hasContents()) {
      finish(EndDirective.FLUSH, out);
    }
    columns.contents().forEach(column -> feed(column, out));
    finish(EndDirective.END, out);
  }

  private void feed(ByteWriter column, ByteBuffer out) {
    ByteBuffer in = ByteBuffer.wrap(column.array(), 0, column.length());
    while (in.hasRemaining()) {
      if (!out.hasRemaining()) {
        throw new IllegalStateException("a frame is longer than zstd says it can be");
      }
      compressor.compressByteBufferStream(out, in, EndDirective.CONTINUE);
    }
  }

  private void finish(EndDirective how, ByteBuffer out) {
    if (!compressor.compressByteBufferStream(out, NOTHING.duplicate(), how)) {
      throw new IllegalStateException("a frame is longer than zstd says it can be");
    }
  }

  @Override
  public void close() {
    compressor.close();
  }
}
