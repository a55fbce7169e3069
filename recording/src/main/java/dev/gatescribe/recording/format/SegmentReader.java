package dev.gatescribe.recording.format;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads whole segments. */
public final class SegmentReader {
  private SegmentReader() {}

  /**
   * The events of a segment, in order. Their contents are views of one array.
   *
   * @throws FormatException if anything in the segment is not what the format says
   */
  public static List<TimedEvent> read(byte[] segment) throws FormatException {
    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(segment));
    byte[] plain = new byte[header.plainLength()];
    try {
      // A frame may be followed by others, which decompression would take as well.
      if (Zstd.findFrameCompressedSize(segment, SegmentHeader.BYTES, header.compressedLength())
          != header.compressedLength()) {
        throw new FormatException("the segment is not one zstd frame");
      }
      long length =
          Zstd.decompressByteArray(
              plain, 0, plain.length, segment, SegmentHeader.BYTES, header.compressedLength());
      if (length != plain.length) {
        throw new FormatException("the segment's events are not as long as its header says");
      }
    } catch (ZstdException e) {
      throw new FormatException("the segment does not decompress", e);
    }
    return SegmentColumns.read(header, plain);
  }
}
