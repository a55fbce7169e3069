package dev.gatescribe.recording.keyframe;

import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.session.RecordingId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which key frames there are, and where. Numbers are big-endian.
 *
 * <pre>
 *   offset size
 *        0    8  magic, the ASCII letters GSKEYIX followed by a zero byte
 *        8   16  recording id
 *       24    4  number of objects that hold frames, p
 *       28    4  number of entries, n
 *       32  32p  SHA-256 of each object, by which it is named
 *      …   36n   entries in the order of their moments
 *      …    32  SHA-256 of everything before
 *
 *   entry := stream:4 flags:4 sequence:8 offsetMicros:8 object:4 position:4 length:4
 * </pre>
 *
 * @param objects SHA-256 in lower-case hexadecimal
 */
record KeyFrameIndex(List<String> objects, List<Entry> entries) {
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final byte[] MAGIC = {'G', 'S', 'K', 'E', 'Y', 'I', 'X', 0};
  private static final int HEADER_BYTES = 32;
  private static final int HASH_BYTES = 32;
  private static final int ENTRY_BYTES = 36;
  private static final int CLOSED = 1;

  /** So many fit into {@link #MAX_BYTES}, whatever the objects are. */
  static final int ENTRIES_MAX = 200_000;

  /**
   * A frame of a stream.
   *
   * @param closed whether the stream ended here, so that nothing follows
   * @param sequence number of the first event that is not in the frame
   * @param object which of the objects holds it
   * @param position where in the object its bytes begin
   */
  record Entry(
      int stream,
      boolean closed,
      long sequence,
      long offsetMicros,
      int object,
      int position,
      int length) {}

  KeyFrameIndex {
    objects = List.copyOf(objects);
    entries = List.copyOf(entries);
  }

  /** The newest frame of a stream that is not after a moment; null if there is none. */
  @Nullable Entry before(int stream, long offsetMicros) {
    Entry found = null;
    for (Entry entry : entries) {
      if (entry.offsetMicros() > offsetMicros) {
        break;
      }
      found = entry.stream() == stream ? entry : found;
    }
    return found;
  }

  byte[] encode(RecordingId id) {
    int length = HEADER_BYTES + objects.size() * HASH_BYTES + entries.size() * ENTRY_BYTES;
    ByteBuffer out = ByteBuffer.allocate(length + HASH_BYTES);
    out.put(MAGIC);
    id.write(out);
    out.putInt(objects.size()).putInt(entries.size());
    objects.forEach(hash -> out.put(HexFormat.of().parseHex(hash)));
    for (Entry entry : entries) {
      out.putInt(entry.stream()).putInt(entry.closed() ? CLOSED : 0);
      out.putLong(entry.sequence()).putLong(entry.offsetMicros());
      out.putInt(entry.object()).putInt(entry.position()).putInt(entry.length());
    }
    out.put(HexFormat.of().parseHex(Sha256.hex(Arrays.copyOf(out.array(), length))));
    return out.array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws FormatException if it is anything else
   */
  static KeyFrameIndex decode(RecordingId id, byte[] bytes) throws FormatException {
    int length = bytes.length - HASH_BYTES;
    if (length < HEADER_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Sha256.hex(Arrays.copyOf(bytes, length))
            .equals(HexFormat.of().formatHex(bytes, length, bytes.length))) {
      throw new FormatException("this is not an index of key frames, or it was altered");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    in.position(MAGIC.length);
    if (!RecordingId.read(in).equals(id)) {
      throw new FormatException("the index of another recording's key frames");
    }
    int objectCount = in.getInt();
    int entryCount = in.getInt();
    if (objectCount < 0
        || entryCount < 0
        || in.remaining() != (long) objectCount * HASH_BYTES + (long) entryCount * ENTRY_BYTES) {
      throw new FormatException("the index of key frames has another length than it says");
    }
    List<String> objects = new ArrayList<>(objectCount);
    for (int i = 0; i < objectCount; i++) {
      byte[] hash = new byte[HASH_BYTES];
      in.get(hash);
      objects.add(HexFormat.of().formatHex(hash));
    }
    List<Entry> entries = new ArrayList<>(entryCount);
    for (int i = 0; i < entryCount; i++) {
      entries.add(entry(in, objectCount));
    }
    return new KeyFrameIndex(objects, entries);
  }

  private static Entry entry(ByteBuffer in, int objects) throws FormatException {
    Entry entry =
        new Entry(
            in.getInt(),
            in.getInt() == CLOSED,
            in.getLong(),
            in.getLong(),
            in.getInt(),
            in.getInt(),
            in.getInt());
    if (entry.stream() < 0
        || entry.sequence() < 0
        || entry.offsetMicros() < 0
        || entry.object() < 0
        || entry.object() >= objects
        || entry.position() < 0
        || entry.length() < 1) {
      throw new FormatException("an entry in the index of key frames is out of range");
    }
    return entry;
  }
}
