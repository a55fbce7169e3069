package dev.gatescribe.recording.format;

import dev.gatescribe.session.event.TimedEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of a segment, laid out so that like stands beside like and compresses well.
 *
 * <pre>
 *   plain  := length:varint × n   of each event's body
 *             delta:varint × n    microseconds since the event before; of the first one 0
 *             head × n            of each body all, or what stands before a content
 *             inputs              the contents of all events of kind 12, in order
 *             outputs             of kind 10
 *             error-outputs       of kind 11
 * </pre>
 *
 * A body that begins with one of these kinds in one byte, a varint, and a zero byte (its content is
 * there) has a head up to the zero byte; any other body is head from beginning to end.
 */
final class SegmentColumns {
  /** Which content stands first: what is typed comes back in the output, which then costs less. */
  private static final int[] CONTENT_KINDS = {
    EventKind.INPUT.code(), EventKind.OUTPUT.code(), EventKind.ERROR_OUTPUT.code()
  };

  /** A length, a delta and a kind, of a byte each. */
  private static final int EVENT_MIN_BYTES = 3;

  private final ByteWriter lengths = new ByteWriter(4 * 1024);
  private final ByteWriter deltas = new ByteWriter(4 * 1024);
  private final ByteWriter heads = new ByteWriter(16 * 1024);
  private final ByteWriter[] contents = new ByteWriter[CONTENT_KINDS.length];

  SegmentColumns() {
    for (int i = 0; i < contents.length; i++) {
      contents[i] = new ByteWriter(16 * 1024);
    }
  }

  /** Appends an event. */
  void add(long deltaMicros, ByteBuffer body) {
    lengths.putVarint(body.remaining());
    deltas.putVarint(deltaMicros);
    int column = contentColumn(body);
    int headLength = column < 0 ? body.remaining() : headLength(body);
    heads.putBytes(body.slice(body.position(), headLength));
    if (headLength < body.remaining()) {
      contents[column].putBytes(
          body.slice(body.position() + headLength, body.remaining() - headLength));
    }
  }

  void clear() {
    lengths.clear();
    deltas.clear();
    heads.clear();
    for (ByteWriter content : contents) {
      content.clear();
    }
  }

  /** Length of all columns together. */
  int length() {
    int length = lengths.length() + deltas.length() + heads.length();
    for (ByteWriter content : contents) {
      length = Math.addExact(length, content.length());
    }
    return length;
  }

  /** The columns that say what the events are. */
  List<ByteWriter> events() {
    return List.of(lengths, deltas, heads);
  }

  /** Whether anything stands in the columns of contents. */
  boolean hasContents() {
    return Arrays.stream(contents).anyMatch(content -> content.length() > 0);
  }

  /** The columns of what passed. */
  List<ByteWriter> contents() {
    return List.of(contents);
  }

  /**
   * The events that stand in the columns. Their contents are views of one array.
   *
   * @throws FormatException if the columns are not those of so many events
   */
  static List<TimedEvent> read(SegmentHeader header, byte[] plain) throws FormatException {
    int count = header.events();
    if (count > plain.length / EVENT_MIN_BYTES) {
      throw new FormatException("the segment has not as many events as its header says");
    }
    ByteBuffer columns = ByteBuffer.wrap(plain);
    int[] lengths = lengths(columns, count);
    long[] offsetsMicros = offsetsMicros(columns, count, header.firstOffsetMicros());
    byte[] bodies = bodies(columns, lengths);
    List<TimedEvent> events = new ArrayList<>(count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer body = ByteBuffer.wrap(bodies, at, lengths[i]).slice();
      events.add(
          new TimedEvent(header.firstSequence() + i, offsetsMicros[i], EventCodec.decode(body)));
      at += lengths[i];
    }
    return events;
  }

  private static int[] lengths(ByteBuffer columns, int count) throws FormatException {
    ByteReader in = new ByteReader(columns);
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = in.count(SegmentHeader.PLAIN_MAX_BYTES, "the length of an event");
    }
    return lengths;
  }

  private static long[] offsetsMicros(ByteBuffer columns, int count, long firstOffsetMicros)
      throws FormatException {
    ByteReader in = new ByteReader(columns);
    long[] offsetsMicros = new long[count];
    long offsetMicros = firstOffsetMicros;
    for (int i = 0; i < count; i++) {
      long delta = in.varint();
      offsetMicros += delta;
      if (delta < 0 || offsetMicros < 0 || (delta > 0 && i == 0)) {
        throw new FormatException("the time of an event is out of range");
      }
      offsetsMicros[i] = offsetMicros;
    }
    return offsetsMicros;
  }

  /** Joins heads and contents to bodies, one after the other. */
  private static byte[] bodies(ByteBuffer columns, int[] lengths) throws FormatException {
    long all = 0;
    for (int length : lengths) {
      all += length;
    }
    // Heads and contents are the bodies and nothing else. So none of them can reach beyond the
    // end, whatever the single lengths say: no head is longer than its body.
    if (all != columns.remaining()) {
      throw new FormatException("the events are not as long as they say");
    }
    int headsAt = columns.position();
    int[] contentAt = contentsAt(columns, lengths);
    byte[] bodies = new byte[columns.remaining()];
    int to = 0;
    for (int length : lengths) {
      ByteBuffer body = columns.slice(headsAt, length);
      int column = contentColumn(body);
      int headLength = column < 0 ? length : headLength(body);
      body.get(0, bodies, to, headLength);
      headsAt += headLength;
      if (headLength < length) {
        columns.get(contentAt[column], bodies, to + headLength, length - headLength);
        contentAt[column] += length - headLength;
      }
      to += length;
    }
    return bodies;
  }

  /** Where each content column begins: behind the heads, each behind the one before. */
  private static int[] contentsAt(ByteBuffer columns, int[] lengths) {
    int at = columns.position();
    int[] columnLengths = new int[CONTENT_KINDS.length];
    for (int length : lengths) {
      ByteBuffer body = columns.slice(at, length);
      int column = contentColumn(body);
      int headLength = column < 0 ? length : headLength(body);
      if (headLength < length) {
        columnLengths[column] += length - headLength;
      }
      at += headLength;
    }
    int[] contentsAt = new int[columnLengths.length];
    for (int i = 0; i < columnLengths.length; i++) {
      contentsAt[i] = at;
      at += columnLengths[i];
    }
    return contentsAt;
  }

  /** The column for the content of an event of this kind; negative if there is none. */
  private static int contentColumn(ByteBuffer body) {
    if (body.hasRemaining()) {
      byte kind = body.get(body.position());
      for (int i = 0; i < CONTENT_KINDS.length; i++) {
        if (CONTENT_KINDS[i] == kind) {
          return i;
        }
      }
    }
    return -1;
  }

  /** How much of a body of a kind with a column is its head; never more than there is. */
  private static int headLength(ByteBuffer body) {
    int at = body.position() + 1;
    while (at < body.limit() && body.get(at) < 0) {
      at++;
    }
    int reason = at + 1;
    return reason < body.limit() && body.get(reason) == 0
        ? reason + 1 - body.position()
        : body.remaining();
  }
}
