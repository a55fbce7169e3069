package dev.gatescribe.recording.story;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The values of PostgreSQL's message Bind, or the arguments of a FunctionCall.
 *
 * <pre>
 *   int16 f   int16 format × f     0 text, 1 binary; f = 0: all text, f = 1: all that format
 *   int16 n   n × (int32 length, bytes)              length -1: NULL
 *   …                                                formats of the result
 * </pre>
 *
 * The target checks that all this adds up, but it is recorded before, so nothing is taken for
 * granted here.
 *
 * @param complete whether these are all values; false if the content was cut or withheld, does not
 *     add up, or has more values than are kept
 */
public record BoundValues(List<BoundValue> values, boolean complete) {
  /** Bytes of a value that are shown: a page of text. */
  static final int VALUE_MAX_BYTES = 4096;

  /** Values of one statement that are shown; nobody reads more, and each costs an object. */
  static final int MOST_VALUES = 1000;

  private static final int NULL_LENGTH = -1;

  public BoundValues {
    values = List.copyOf(values);
  }

  /**
   * Reads the values.
   *
   * @param content from the number of the formats on
   * @param types object ids of the parameters' types; missing ones and 0 are not known
   */
  static BoundValues read(KeptContent content, List<Integer> types) {
    List<BoundValue> values = new ArrayList<>();
    ByteBuffer in = content.bytes().duplicate();
    try {
      int[] formats = new int[count(in)];
      for (int i = 0; i < formats.length; i++) {
        formats[i] = in.getShort();
      }
      int count = count(in);
      if (formats.length > 1 && formats.length != count) {
        return new BoundValues(List.of(), false);
      }
      for (int i = 0; i < Math.min(count, MOST_VALUES); i++) {
        int length = in.getInt();
        int type = i < types.size() ? types.get(i) : 0;
        if (length == NULL_LENGTH) {
          values.add(new BoundValue(type, BoundValue.Form.NULL, "", 0, false));
          continue;
        }
        if (length < 0 || (length > in.remaining() && !content.isCut())) {
          return new BoundValues(values, false);
        }
        ByteBuffer bytes = in.slice(in.position(), Math.min(length, in.remaining()));
        values.add(value(format(formats, i), type, bytes, length));
        if (length > in.remaining()) {
          return new BoundValues(values, false);
        }
        in.position(in.position() + length);
      }
      return new BoundValues(values, count <= MOST_VALUES && content.withheld() == null);
    } catch (BufferUnderflowException _) {
      // The content ends in the middle of a number, as one that was cut may.
      return new BoundValues(values, false);
    }
  }

  private static int count(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static int format(int[] formats, int index) {
    return switch (formats.length) {
      case 0 -> 0;
      case 1 -> formats[0];
      default -> formats[index];
    };
  }

  /**
   * @param bytes the value, or, if it has more than {@code length}, its beginning
   */
  private static BoundValue value(int format, int type, ByteBuffer bytes, long length) {
    ByteBuffer shown = bytes.slice(0, Math.min(bytes.remaining(), VALUE_MAX_BYTES));
    boolean cut = shown.remaining() < length;
    String text = null;
    if (format == 0) {
      text = new KeptContent(shown, length, null, 0).text();
    } else if (format == 1) {
      text = BinaryValue.text(type, shown, length);
    }
    if (text != null) {
      return new BoundValue(type, BoundValue.Form.TEXT, text, length, cut);
    }
    byte[] copy = new byte[shown.remaining()];
    shown.get(copy);
    return new BoundValue(type, BoundValue.Form.HEX, HexFormat.of().formatHex(copy), length, cut);
  }
}
