package dev.gatescribe.recording.story;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's binary formats of the types that clients bind most, as text. The formats are those
 * of the types' {@code …recv} functions, the object ids those of {@code pg_type.dat}.
 */
final class BinaryValue {
  private static final int BOOL = 16;
  private static final int NAME = 19;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int OID = 26;
  private static final int JSON = 114;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int UNKNOWN = 705;
  private static final int BPCHAR = 1042;
  private static final int VARCHAR = 1043;
  private static final int UUID_TYPE = 2950;

  private static final int UUID_BYTES = 16;

  private BinaryValue() {}

  /**
   * The value as PostgreSQL would write it; null if the type is not among these or the bytes are
   * not of it.
   *
   * @param bytes the value, or its beginning
   * @param length of the whole value
   */
  static @Nullable String text(int type, ByteBuffer bytes, long length) {
    ByteBuffer in = bytes.duplicate();
    if (isText(type)) {
      return new KeptContent(in, length, null, 0).text();
    }
    if (in.remaining() != length || length != widthOf(type)) {
      return null;
    }
    return switch (type) {
      case BOOL -> truth(in.get());
      case INT2 -> Short.toString(in.getShort());
      case INT4 -> Integer.toString(in.getInt());
      case INT8 -> Long.toString(in.getLong());
      case OID -> Integer.toUnsignedString(in.getInt());
      case FLOAT4 -> number(Float.toString(in.getFloat()));
      case FLOAT8 -> number(Double.toString(in.getDouble()));
      case UUID_TYPE -> new UUID(in.getLong(), in.getLong()).toString();
      default -> null;
    };
  }

  private static boolean isText(int type) {
    return switch (type) {
      case NAME, TEXT, JSON, UNKNOWN, BPCHAR, VARCHAR -> true;
      default -> false;
    };
  }

  /** How many bytes a value of a type of fixed width has; -1 for all other types. */
  private static int widthOf(int type) {
    return switch (type) {
      case BOOL -> Byte.BYTES;
      case INT2 -> Short.BYTES;
      case INT4, OID, FLOAT4 -> Integer.BYTES;
      case INT8, FLOAT8 -> Long.BYTES;
      case UUID_TYPE -> UUID_BYTES;
      default -> -1;
    };
  }

  /** PostgreSQL takes any byte but zero for true, and writes one letter. */
  private static String truth(byte value) {
    return value == 0 ? "f" : "t";
  }

  /** Whole numbers are written without a point, as PostgreSQL does. */
  private static String number(String text) {
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
