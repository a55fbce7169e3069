package dev.gatescribe.gateway.k8s.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a request, in the one reading that gateway and API server must share.
 *
 * <p>Whatever two servers could read in two ways (an encoded slash, a segment of dots, an empty
 * segment) is refused, because the gateway decides by what it reads and the API server acts on what
 * that one reads.
 *
 * @param text path and query as they are sent on
 * @param segments of the path, decoded
 * @param query values by name, decoded, in the order in which they stand
 */
public record RequestTarget(String text, List<String> segments, Map<String, List<String>> query) {

  /** Longest path, in characters. Names in Kubernetes are at most 253 of them. */
  public static final int PATH_MAX_LENGTH = 4_096;

  /** Longest path and query; a command that is executed stands in its query. */
  public static final int TEXT_MAX_LENGTH = 64 * 1_024;

  /** Parameters that are looked at; the arguments of a command are one each. */
  private static final int PARAMETERS_MAX = 4_096;

  public RequestTarget {
    Objects.requireNonNull(text, "text");
    segments = List.copyOf(segments);
    query = Map.copyOf(query);
  }

  /**
   * Reads path and query.
   *
   * @throws RequestTargetException if it is not the one plain form
   */
  public static RequestTarget parse(String text) throws RequestTargetException {
    if (text.length() > TEXT_MAX_LENGTH) {
      throw new RequestTargetException("the path and query are too long");
    }
    requirePlain(text);
    int question = text.indexOf('?');
    String path = question < 0 ? text : text.substring(0, question);
    return new RequestTarget(
        text, segments(path), query(question < 0 ? "" : text.substring(question + 1)));
  }

  /** All values of a parameter. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** The first value of a parameter, or empty text. */
  public String parameter(String name) {
    List<String> values = parameters(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** Whether the first value of a parameter is true, as the API server converts it. */
  public boolean flag(String name) {
    List<String> values = parameters(name);
    if (values.isEmpty()) {
      return false;
    }
    String value = values.getFirst().toLowerCase(Locale.ROOT);
    return !value.equals("false") && !value.equals("0");
  }

  private static void requirePlain(String text) throws RequestTargetException {
    if (!text.startsWith("/")) {
      throw new RequestTargetException("the path does not begin with a slash");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '#' || c == '\\') {
        throw new RequestTargetException("the path or query has a character that is not allowed");
      }
    }
  }

  private static List<String> segments(String path) throws RequestTargetException {
    if (path.length() > PATH_MAX_LENGTH) {
      throw new RequestTargetException("the path is too long");
    }
    if (path.equals("/")) {
      return List.of();
    }
    String inner = path.substring(1, path.endsWith("/") ? path.length() - 1 : path.length());
    List<String> segments = new ArrayList<>();
    for (String raw : inner.split("/", -1)) {
      segments.add(segment(raw));
    }
    return segments;
  }

  private static String segment(String raw) throws RequestTargetException {
    String decoded = decode(raw, false);
    if (decoded == null) {
      throw new RequestTargetException("the path has a broken percent-encoding");
    }
    if (decoded.isEmpty()) {
      throw new RequestTargetException("the path has an empty segment");
    }
    if (decoded.equals(".") || decoded.equals("..")) {
      throw new RequestTargetException("the path has a segment of dots");
    }
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      if (c == '/' || c == '\\' || c == '%' || Character.isISOControl(c)) {
        throw new RequestTargetException("the path has an encoded character that is not allowed");
      }
    }
    return decoded;
  }

  /** As Go's url.ParseQuery: what it cannot read is left out. */
  private static Map<String, List<String>> query(String text) throws RequestTargetException {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return query;
    }
    String[] pairs = text.split("&", PARAMETERS_MAX + 1);
    if (pairs.length > PARAMETERS_MAX) {
      throw new RequestTargetException("the query has too many parameters");
    }
    for (String pair : pairs) {
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name != null && value != null) {
        query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  /** Percent-decoding; null if it is broken. In a query, bytes need not be text. */
  private static @Nullable String decode(String raw, boolean inQuery) {
    if (raw.indexOf('%') < 0) {
      return inQuery ? raw.replace('+', ' ') : raw;
    }
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.put((byte) (inQuery && c == '+' ? ' ' : c));
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.put((byte) ((high << 4) | low));
      i += 2;
    }
    bytes.flip();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException notText) {
      return inQuery ? StandardCharsets.ISO_8859_1.decode(bytes).toString() : null;
    }
  }
}
