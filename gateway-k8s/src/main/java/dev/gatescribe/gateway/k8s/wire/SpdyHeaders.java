package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the header blocks of one direction of a SPDY connection, which share one zlib stream (draft
 * 3.1, section 2.6.10).
 *
 * <pre>
 *   count(32) | length(32) name | length(32) value | …
 * </pre>
 */
final class SpdyHeaders {

  /** Longest block when it is unpacked. */
  static final int PLAIN_MAX_BYTES = 32 * 1_024;

  private static final int PAIRS_MAX = 256;

  /** Of the JDK's memory alone: it is given back when nobody holds it any more. */
  private final Inflater inflater = new Inflater();

  private final byte[] plain = new byte[PLAIN_MAX_BYTES + 1];

  Map<String, String> decode(ByteBuffer block) throws WireException {
    if (!block.hasRemaining()) {
      return Map.of();
    }
    return pairs(ByteBuffer.wrap(plain, 0, unpack(block)));
  }

  private int unpack(ByteBuffer block) throws WireException {
    inflater.setInput(block);
    int length = 0;
    try {
      while (true) {
        int more = inflater.inflate(plain, length, plain.length - length);
        length += more;
        if (length > PLAIN_MAX_BYTES) {
          throw new WireException("SPDY headers that are too long");
        }
        if (inflater.needsDictionary()) {
          inflater.setDictionary(SpdyDictionary.bytes());
        } else if (inflater.finished()) {
          throw new WireException("SPDY headers that end their compression");
        } else if (more == 0) {
          return length;
        }
      }
    } catch (DataFormatException | IllegalArgumentException broken) {
      throw new WireException("SPDY headers that cannot be unpacked");
    }
  }

  private static Map<String, String> pairs(ByteBuffer plain) throws WireException {
    int count = count(plain, PAIRS_MAX);
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(plain).toLowerCase(Locale.ROOT);
      String value = text(plain);
      if (pairs.put(name, value) != null) {
        throw new WireException("a SPDY header that is there twice");
      }
    }
    if (plain.hasRemaining()) {
      throw new WireException("bytes behind SPDY headers");
    }
    return pairs;
  }

  private static String text(ByteBuffer plain) throws WireException {
    byte[] bytes = new byte[count(plain, plain.remaining())];
    if (bytes.length > plain.remaining()) {
      throw new WireException("a SPDY header that is cut off");
    }
    plain.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int count(ByteBuffer plain, int max) throws WireException {
    if (plain.remaining() < Integer.BYTES) {
      throw new WireException("a SPDY header that is cut off");
    }
    int count = plain.getInt();
    if (count < 0 || count > max) {
      throw new WireException("a SPDY header of impossible length");
    }
    return count;
  }
}
