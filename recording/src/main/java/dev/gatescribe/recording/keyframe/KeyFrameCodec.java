package dev.gatescribe.recording.keyframe;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.gatescribe.recording.format.FormatException;
import java.nio.ByteBuffer;

/**
 * One key frame as bytes: a zstd frame of {@code columns:4 rows:4 hasTerminal:1 repaint}. That it
 * is unaltered is known from the name of the object it lies in.
 */
final class KeyFrameCodec {
  /**
   * The largest frame before compression. A usual screen has a few kilobytes; the largest terminal
   * with another colour in each cell is beyond this and gets no frame.
   */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int HEADER_BYTES = 9;
  private static final int COMPRESSION_LEVEL = 3;

  private KeyFrameCodec() {}

  /** Whether the frame is small enough to be kept. */
  static boolean fits(KeyFrame frame) {
    return frame.repaint().remaining() <= MAX_BYTES - HEADER_BYTES;
  }

  static byte[] encode(KeyFrame frame) {
    ByteBuffer plain = ByteBuffer.allocate(HEADER_BYTES + frame.repaint().remaining());
    plain.putInt(frame.columns()).putInt(frame.rows()).put((byte) (frame.hasTerminal() ? 1 : 0));
    plain.put(frame.repaint().duplicate());
    return Zstd.compress(plain.array(), COMPRESSION_LEVEL);
  }

  /**
   * Reads a frame from a part of {@code bytes}.
   *
   * @throws FormatException if there is none
   */
  static KeyFrame decode(byte[] bytes, int position, int length) throws FormatException {
    if (position < 0 || length < 1 || length > bytes.length - position) {
      throw new FormatException("a key frame lies outside of its object");
    }
    byte[] compressed = java.util.Arrays.copyOfRange(bytes, position, position + length);
    long size = Zstd.getFrameContentSize(compressed);
    if (size < HEADER_BYTES || size > MAX_BYTES) {
      throw new FormatException("a key frame has a length that none has");
    }
    ByteBuffer plain;
    try {
      plain = ByteBuffer.wrap(Zstd.decompress(compressed, (int) size));
    } catch (ZstdException e) {
      throw new FormatException("a key frame does not decompress", e);
    }
    if (plain.remaining() != size) {
      throw new FormatException("a key frame is not as long as it says");
    }
    int columns = plain.getInt();
    int rows = plain.getInt();
    boolean hasTerminal = plain.get() != 0;
    return new KeyFrame(columns, rows, hasTerminal, plain.slice());
  }
}
