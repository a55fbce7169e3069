package dev.gatescribe.recording.export;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a stream of UTF-8 that comes in pieces: a character cut between two pieces comes out
 * whole with the second. What is not UTF-8 becomes U+FFFD.
 */
final class Utf8Pieces {
  private static final int LONGEST_CHARACTER = 4;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /** The characters that are whole after this piece; may be empty. */
  String decode(ByteBuffer piece) {
    ByteBuffer in = ByteBuffer.allocate(rest.remaining() + piece.remaining());
    in.put(rest).put(piece.duplicate()).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
    decoder.decode(in, out, false);
    rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
    return out.flip().toString();
  }
}
