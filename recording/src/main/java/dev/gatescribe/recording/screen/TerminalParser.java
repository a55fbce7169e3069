package dev.gatescribe.recording.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts what a program writes to its terminal into characters, control characters and sequences, as
 * the state machine of Paul Williams (vt100.net/emu/dec_ansi_parser) and the player's terminal do.
 *
 * <pre>
 *   GROUND ── ESC ──→ ESCAPE ──┬─ [ ──→ CSI (→ CSI_IGNORE) ── final ──→ GROUND
 *                              ├─ ] ──→ OSC ─── BEL, ESC, ST ─────────→ GROUND
 *                              ├─ P ──→ DCS_HEADER → DCS ── ESC, ST ──→ GROUND
 *                              ├─ X ^ _ ──→ STRING ── ESC, ST ────────→ GROUND
 *                              └─ intermediates, final ───────────────→ GROUND
 * </pre>
 *
 * Strings (OSC, DCS and others) talk to the terminal program and not to the screen: they are passed
 * over, and nothing is kept of them.
 */
final class TerminalParser {
  private static final int CHUNK = 8192;

  /** A sequence that is longer is none that anybody wrote on purpose. */
  private static final int SEQUENCE_MAX = 256;

  private enum State {
    GROUND,
    ESCAPE,
    CSI,
    CSI_IGNORE,
    OSC,
    DCS_HEADER,
    DCS,
    STRING
  }

  /** What the parser tells. */
  interface Listener {
    /** Printable ASCII. */
    void print(byte[] bytes, int from, int count);

    /** A printable character beyond ASCII. */
    void print(int character);

    /** A control character of C0 or C1 that is complete by itself. */
    void control(int character);

    /** {@code ESC intermediates last}. */
    void escape(String intermediates, char last);

    /** {@code CSI … last}. */
    void sequence(ControlSequence sequence, char last);
  }

  private final Listener listener;
  private final Utf8Decoder utf8 = new Utf8Decoder();
  private final ControlSequence sequence = new ControlSequence();
  private final StringBuilder read = new StringBuilder();
  private final byte[] chunk = new byte[CHUNK];
  private final byte[] single = new byte[1];
  private State state = State.GROUND;

  TerminalParser(Listener listener) {
    this.listener = listener;
  }

  void feed(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    while (in.hasRemaining()) {
      int length = Math.min(in.remaining(), CHUNK);
      in.get(chunk, 0, length);
      feed(length);
    }
  }

  /**
   * What has to be written before what follows, so that another parser goes on as this one would:
   * the sequence and the character that are begun. What a string held so far does not matter.
   */
  byte[] begun() {
    String text =
        switch (state) {
          case GROUND -> "";
          case ESCAPE, CSI, DCS_HEADER -> read.toString();
          case CSI_IGNORE -> "\u001b[0?";
          case OSC -> "\u001b]9999;";
          case DCS -> "\u001bP0z";
          case STRING -> "\u001b_";
        };
    byte[] sequenceBytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] characterBytes = utf8.begun();
    byte[] both =
        java.util.Arrays.copyOf(sequenceBytes, sequenceBytes.length + characterBytes.length);
    System.arraycopy(characterBytes, 0, both, sequenceBytes.length, characterBytes.length);
    return both;
  }

  private void feed(int length) {
    int at = 0;
    while (at < length) {
      byte next = chunk[at];
      if (next >= 0x20 && next < 0x7f && state == State.GROUND && !utf8.isMidway()) {
        int end = at + 1;
        while (end < length && chunk[end] >= 0x20 && chunk[end] < 0x7f) {
          end++;
        }
        listener.print(chunk, at, end - at);
        at = end;
      } else if ((next == '\r' || next == '\n') && state == State.GROUND && !utf8.isMidway()) {
        listener.control(next);
        at++;
      } else {
        int character = utf8.take(next);
        if (character != Utf8Decoder.NOTHING) {
          take(character);
        }
        at++;
      }
    }
  }

  private void take(int character) {
    if (character == 0x1b) {
      begin(State.ESCAPE, "\u001b");
    } else if (character == 0x18 || character == 0x1a) {
      state = State.GROUND;
    } else if (character >= 0x80 && character < 0xa0) {
      takeC1(character);
    } else {
      takeInState(character);
    }
  }

  /** The eight-bit forms of the sequences that begin with ESC. */
  private void takeC1(int character) {
    switch (character) {
      case 0x90 -> begin(State.DCS_HEADER, "\u001bP");
      case 0x98, 0x9e, 0x9f -> state = State.STRING;
      case 0x9b -> begin(State.CSI, "\u001b[");
      case 0x9d -> state = State.OSC;
      case 0x9c -> state = State.GROUND;
      default -> {
        state = State.GROUND;
        listener.control(character);
      }
    }
  }

  private void takeInState(int character) {
    switch (state) {
      case GROUND -> ground(character);
      case ESCAPE -> escape(character);
      case CSI -> csi(character);
      case CSI_IGNORE -> {
        if (character < 0x20) {
          listener.control(character);
        } else if (character >= 0x40 && character < 0x7f) {
          state = State.GROUND;
        }
      }
      case OSC -> {
        if (character == 0x07) {
          state = State.GROUND;
          listener.control(character);
        }
      }
      case DCS_HEADER -> dcsHeader(character);
      case DCS -> {}
      case STRING -> state = character >= 0xa0 ? State.GROUND : State.STRING;
    }
  }

  private void ground(int character) {
    if (character < 0x20) {
      listener.control(character);
    } else if (character >= 0xa0) {
      listener.print(character);
    } else if (character != 0x7f) {
      single[0] = (byte) character;
      listener.print(single, 0, 1);
    }
  }

  private void escape(int character) {
    if (character < 0x20) {
      listener.control(character);
      return;
    }
    if (character >= 0x7f) {
      state = character == 0x7f ? state : State.GROUND;
      return;
    }
    boolean bare = read.length() == 1;
    if (character < 0x30) {
      sequence.intermediate((char) character);
      note(character);
    } else if (bare && character == '[') {
      begin(State.CSI, "\u001b[");
    } else if (bare && character == ']') {
      state = State.OSC;
    } else if (bare && character == 'P') {
      begin(State.DCS_HEADER, "\u001bP");
    } else if (bare && (character == 'X' || character == '^' || character == '_')) {
      state = State.STRING;
    } else {
      state = State.GROUND;
      listener.escape(sequence.intermediates(), (char) character);
    }
  }

  private void csi(int character) {
    if (character < 0x20) {
      listener.control(character);
    } else if (character >= 0xa0) {
      state = State.GROUND;
    } else if (character == 0x7f) {
      return;
    } else if (character >= 0x40) {
      state = State.GROUND;
      listener.sequence(sequence, (char) character);
    } else if (read.length() == SEQUENCE_MAX || !isOrderly(character)) {
      state = State.CSI_IGNORE;
    } else {
      if (character < 0x30) {
        sequence.intermediate((char) character);
      } else if (character < 0x3c) {
        sequence.parameter((char) character);
      } else {
        sequence.prefix((char) character);
      }
      note(character);
    }
  }

  /** A prefix stands first, and after an intermediate there is no parameter any more. */
  private boolean isOrderly(int character) {
    if (character < 0x30) {
      return true;
    }
    return character < 0x3c ? sequence.intermediates().isEmpty() : read.length() == 2;
  }

  private void dcsHeader(int character) {
    if (character >= 0xa0) {
      state = State.GROUND;
    } else if (character >= 0x40 && character < 0x7f) {
      state = State.DCS;
    } else if (character >= 0x20 && character < 0x7f) {
      note(character);
    }
  }

  private void begin(State next, String introducer) {
    state = next;
    sequence.clear();
    read.setLength(0);
    read.append(introducer);
  }

  private void note(int character) {
    if (read.length() < SEQUENCE_MAX) {
      read.append((char) character);
    }
  }
}
