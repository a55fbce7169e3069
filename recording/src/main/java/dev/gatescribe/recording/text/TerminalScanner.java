package dev.gatescribe.recording.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Tells text from control sequences in the bytes of a terminal (ECMA-48, UTF-8), in pieces that may
 * be cut anywhere. Keeps a few bytes between pieces and no more, whatever comes.
 */
final class TerminalScanner {
  /**
   * A string (OSC, DCS …) that is longer is not ended by its sender; what follows is text again.
   */
  static final int STRING_MAX_CHARS = 64 * 1024;

  /** No sequence of ECMA-48 in use is longer; what follows is text again. */
  static final int SEQUENCE_MAX_CHARS = 256;

  private static final char ESC = 0x1b;
  private static final char BEL = 0x07;
  private static final char CAN = 0x18;
  private static final char SUB = 0x1a;
  private static final char ST = 0x9c;
  private static final int PARAMETER_MOST = 9999;

  /** Receives what was told apart. */
  interface Sink {
    /** A character that is seen. */
    void character(int character);

    /** A control code other than those that begin a sequence. */
    void control(char code);

    /**
     * A control sequence.
     *
     * @param last its final byte, which says what it does
     * @param parameter its first number, 0 if there is none; -1 for a private sequence
     */
    void sequence(char last, int parameter);
  }

  private enum State {
    TEXT,
    ESCAPE,
    ESCAPE_INTERMEDIATE,
    SEQUENCE,
    STRING,
    STRING_ESCAPE
  }

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer decoded = CharBuffer.allocate(1024);
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private State state = State.TEXT;
  private char high;
  private int length;
  private int parameter;
  private boolean first;
  private boolean intermediate;

  /** Scans the next piece; the buffer's position stays. */
  void scan(ByteBuffer bytes, Sink sink) {
    ByteBuffer in = bytes.duplicate();
    if (rest.hasRemaining()) {
      in = ByteBuffer.allocate(rest.remaining() + bytes.remaining()).put(rest).put(in).flip();
    }
    boolean more;
    do {
      more = decoder.decode(in, decoded, false).isOverflow();
      decoded.flip();
      while (decoded.hasRemaining()) {
        accept(decoded.get(), sink);
      }
      decoded.clear();
    } while (more);
    // At most three bytes of a character whose last one is still to come.
    byte[] left = new byte[in.remaining()];
    in.get(left);
    rest = ByteBuffer.wrap(left);
  }

  private void accept(char c, Sink sink) {
    if (c == CAN || c == SUB) {
      state = State.TEXT;
      return;
    }
    switch (state) {
      case TEXT -> text(c, sink);
      case ESCAPE -> escape(c, sink);
      case ESCAPE_INTERMEDIATE -> {
        if (c == ESC) {
          begin(State.ESCAPE);
        } else if (c < 0x20 || c > 0x2f || ++length > SEQUENCE_MAX_CHARS) {
          state = State.TEXT;
        }
      }
      case SEQUENCE -> sequence(c, sink);
      case STRING -> string(c);
      case STRING_ESCAPE -> {
        // ESC \ ends the string; ESC and anything else ends it, too, and begins what it says.
        state = State.TEXT;
        if (c != '\\') {
          escape(c, sink);
        }
      }
    }
  }

  private void text(char c, Sink sink) {
    if (Character.isHighSurrogate(c)) {
      high = c;
      return;
    }
    int character = Character.isLowSurrogate(c) ? Character.toCodePoint(high, c) : c;
    if (c == ESC) {
      begin(State.ESCAPE);
    } else if (c < 0x20 || c == 0x7f) {
      sink.control(c);
    } else if (c >= 0x80 && c < 0xa0) {
      escape((char) (c - 0x40), sink); // C1 is the same as ESC and a letter.
    } else if (PlainText.isPlain(character)) {
      sink.character(character);
    }
  }

  private void escape(char c, Sink sink) {
    switch (c) {
      case '[' -> begin(State.SEQUENCE);
      case ']', 'P', 'X', '^', '_' -> begin(State.STRING);
      case ESC -> begin(State.ESCAPE);
      default -> {
        if (c >= 0x20 && c <= 0x2f) {
          begin(State.ESCAPE_INTERMEDIATE);
          return;
        }
        state = State.TEXT;
        if (c == 'D' || c == 'E' || c == 'M' || c == 'c') {
          sink.sequence('H', 0); // The cursor goes to another line.
        } else if (c < 0x20) {
          sink.control(c);
        }
      }
    }
  }

  private void begin(State next) {
    state = next;
    length = 0;
    parameter = 0;
    first = true;
    intermediate = false;
  }

  private void sequence(char c, Sink sink) {
    if (c == ESC) {
      begin(State.ESCAPE);
    } else if (c < 0x20) {
      sink.control(c); // Terminals act on these in the middle of a sequence.
    } else if (c >= '0' && c <= '9') {
      if (first && parameter >= 0) {
        parameter = Math.min(PARAMETER_MOST, parameter * 10 + (c - '0'));
      }
    } else if (c >= '<' && c <= '?') {
      parameter = -1;
    } else if (c >= 0x20 && c <= 0x3f) {
      first = false;
      intermediate |= c <= 0x2f;
    } else {
      state = State.TEXT;
      if (c <= 0x7e && !intermediate) {
        sink.sequence(c, parameter);
      }
      return;
    }
    if (++length > SEQUENCE_MAX_CHARS) {
      state = State.TEXT;
    }
  }

  private void string(char c) {
    if (c == ESC) {
      state = State.STRING_ESCAPE;
    } else if (c == BEL || c == ST || ++length > STRING_MAX_CHARS) {
      state = State.TEXT;
    }
  }
}
