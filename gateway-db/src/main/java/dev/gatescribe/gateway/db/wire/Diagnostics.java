package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an error or a notice says.
 *
 * <pre>
 *   { byte code | text \0 }… | \0
 * </pre>
 *
 * @param fields by their code, in the order in which they were sent
 */
public record Diagnostics(Map<Character, String> fields) {
  private static final char SEVERITY = 'S';
  private static final char SEVERITY_NOT_LOCALIZED = 'V';
  private static final char SQL_STATE = 'C';
  private static final char MESSAGE = 'M';

  public Diagnostics {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** An error that ends the connection. */
  public static Diagnostics fatal(String sqlState, String message) {
    return of("FATAL", sqlState, message);
  }

  /** A notice that people should read. */
  public static Diagnostics warning(String sqlState, String message) {
    return of("WARNING", sqlState, message);
  }

  private static Diagnostics of(String severity, String sqlState, String message) {
    Map<Character, String> fields = new LinkedHashMap<>();
    fields.put(SEVERITY, severity);
    fields.put(SEVERITY_NOT_LOCALIZED, severity);
    fields.put(SQL_STATE, sqlState);
    fields.put(MESSAGE, message);
    return new Diagnostics(fields);
  }

  static Diagnostics decode(ByteBuf body) throws ProtocolViolation {
    Map<Character, String> fields = new LinkedHashMap<>();
    while (true) {
      WireText.requireReadable(body, 1, "an error or notice");
      char code = (char) body.readUnsignedByte();
      if (code == 0) {
        WireText.requireEnd(body, "an error or notice");
        return new Diagnostics(fields);
      }
      fields.putIfAbsent(code, WireText.read(body, "a field of an error or notice"));
    }
  }

  /** Reads the beginning of a long error or notice: the fields that are complete. */
  public static Diagnostics decodeHead(ByteBuf head) {
    Map<Character, String> fields = new LinkedHashMap<>();
    while (head.isReadable()) {
      char code = (char) head.readUnsignedByte();
      int length = head.bytesBefore((byte) 0);
      if (code == 0) {
        break;
      }
      boolean complete = length >= 0;
      int bytes = complete ? length : head.readableBytes();
      fields.putIfAbsent(
          code, head.toString(head.readerIndex(), bytes, java.nio.charset.StandardCharsets.UTF_8));
      head.skipBytes(complete ? bytes + 1 : bytes);
    }
    return new Diagnostics(fields);
  }

  void encode(ByteBuf out) {
    fields.forEach((code, text) -> {
      out.writeByte(code);
      WireText.write(text, out);
    });
    out.writeByte(0);
  }

  /** The severity, in English where the target says it in English. */
  public String severity() {
    String severity = fields.get(SEVERITY_NOT_LOCALIZED);
    return severity != null ? severity : fields.getOrDefault(SEVERITY, "");
  }

  public String sqlState() {
    return fields.getOrDefault(SQL_STATE, "");
  }

  public String message() {
    return fields.getOrDefault(MESSAGE, "");
  }

  /** Whether the target ends the connection after this. */
  public boolean endsConnection() {
    String severity = severity();
    return severity.equals("FATAL") || severity.equals("PANIC");
  }
}
