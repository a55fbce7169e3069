package dev.gatescribe.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Passes a recorded terminal's output on to the terminal of whoever looks at it, without what could
 * hurt them: no operating-system commands (titles, clipboard, links), no device control or other
 * strings, nothing that makes a terminal answer, no window operations.
 *
 * <p>The control functions are those of ECMA-48; the strings' end follows xterm's control
 * sequences.
 *
 * <pre>
 *            ESC          [             final
 *   GROUND ──────▶ ESCAPE ───▶ SEQUENCE ─────▶ GROUND   passed, unless the final byte is refused
 *                    │ ] P X ^ _
 *                    └───────────▶ STRING ─ BEL, ESC \ ─▶ GROUND   dropped
 * </pre>
 */
public final class SafeTerminalOutput {
  private static final int ESC = 0x1b;
  private static final int BEL = 0x07;
  private static final int ENQUIRY = 0x05; // makes a terminal answer
  private static final int SPACE = 0x20;
  private static final int LEADING_C2 = 0xc2;
  private static final int CANCEL = 0x18;
  private static final int SUBSTITUTE = 0x1a;

  /** A control sequence longer than this is no sequence that a program would write. */
  private static final int SEQUENCE_MAX_BYTES = 256;

  /**
   * Final bytes of control sequences that make a terminal answer (c, n, x), touch its window (t),
   * or ask for its state (p with $, q with &gt;, u).
   */
  private static final String REFUSED_FINALS = "cnxtqpu";

  private enum State {
    GROUND,
    LEADING_C2,
    ESCAPE,
    ESCAPE_INTERMEDIATE,
    SEQUENCE,
    STRING,
    STRING_ESCAPE
  }

  /**
   * What a recorded program may have left behind, put back to what a terminal starts with (ECMA-48,
   * DEC STD 070, xterm's control sequences). A terminal that does not know one of them lets it
   * pass.
   */
  private static final String RESTORATION =
      "\u001b7\u001b[r\u001b8" // the whole screen scrolls; the cursor stays, which this would move
          + "\u001b[?1l\u001b>" // cursor keys and keypad as usual
          + "\u001b(B\u001b)B\u000f" // ASCII, no line drawing
          + "\u001b[?7h\u001b[4l\u001b[20l\u001b[?69l" // wraps, overwrites, no margins
          + "\u001b[?25h\u001b[0 q\u001b[?5l" // a visible cursor of the usual form, not reversed
          + "\u001b[?9l\u001b[?1000l\u001b[?1001l\u001b[?1002l\u001b[?1003l" // no mouse reports
          + "\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?1016l"
          + "\u001b[?1004l\u001b[?2004l\u001b[?2026l" // no reports of focus or pasting, no held
          // output
          + "\u001b[>4m\u001b[0m" // keys without xterm's modifiers, plain colours
          + "\r\n";

  private static final String LEAVE_ALTERNATE_SCREEN = "\u001b[?1049l";
  private static final String LEAVE_ORIGIN_MODE = "\u001b[?6l";

  private final OutputStream out;
  private final byte[] sequence = new byte[SEQUENCE_MAX_BYTES];
  private int sequenceLength;
  private State state = State.GROUND;
  private boolean onAlternateScreen;
  private boolean inOriginMode;
  private boolean left;

  public SafeTerminalOutput(OutputStream out) {
    this.out = out;
  }

  /**
   * Passes what remains in {@code bytes}.
   *
   * @param bareLineFeeds whether a line feed stands for carriage return and line feed, as it does
   *     where no terminal was between
   */
  public synchronized void write(ByteBuffer bytes, boolean bareLineFeeds) throws IOException {
    if (left) {
      return;
    }
    ByteBuffer in = bytes.duplicate();
    byte[] safe = new byte[in.remaining() * 2 + SEQUENCE_MAX_BYTES];
    ByteBuffer passed = ByteBuffer.wrap(safe);
    while (in.hasRemaining()) {
      int next = Byte.toUnsignedInt(in.get());
      if (state == State.GROUND && next == '\n' && bareLineFeeds) {
        passed.put((byte) '\r');
      }
      accept(next, passed);
    }
    out.write(safe, 0, passed.position());
    out.flush();
  }

  /**
   * Gives the terminal back as it was before a program changed it. Nothing passes afterwards. The
   * two modes whose end moves the cursor are ended only where they are on.
   */
  public synchronized void leave() throws IOException {
    if (left) {
      return;
    }
    left = true;
    String restoration =
        (onAlternateScreen ? LEAVE_ALTERNATE_SCREEN : "")
            + (inOriginMode ? LEAVE_ORIGIN_MODE : "")
            + RESTORATION;
    out.write(restoration.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void accept(int next, ByteBuffer passed) {
    if (next == ESC && state != State.STRING) {
      begin();
      return;
    }
    switch (state) {
      case GROUND -> ground(next, passed);
      case LEADING_C2 -> afterLeadingC2(next, passed);
      case ESCAPE, ESCAPE_INTERMEDIATE, SEQUENCE -> {
        if (next < SPACE) {
          controlInside(next, passed);
        } else if (state == State.SEQUENCE) {
          sequence(next, passed);
        } else {
          escape(next, passed);
        }
      }
      case STRING -> {
        if (next == ESC) {
          state = State.STRING_ESCAPE;
        } else if (next == BEL || next == CANCEL || next == SUBSTITUTE) {
          state = State.GROUND;
        }
      }
      case STRING_ESCAPE -> {
        begin();
        if (next == '\\') {
          state = State.GROUND;
        } else {
          accept(next, passed);
        }
      }
    }
  }

  private void ground(int next, ByteBuffer passed) {
    if (next == LEADING_C2) {
      state = State.LEADING_C2;
    } else if (next != ENQUIRY) {
      passed.put((byte) next);
    }
  }

  /** U+0080 to U+009F are control characters, too: U+009B begins a sequence without an escape. */
  private void afterLeadingC2(int next, ByteBuffer passed) {
    state = State.GROUND;
    if (next < 0x80 || next > 0x9f) {
      passed.put((byte) LEADING_C2);
      ground(next, passed);
    }
  }

  /** A terminal obeys a control character inside a sequence at once, and goes on with it. */
  private void controlInside(int next, ByteBuffer passed) {
    if (next == CANCEL || next == SUBSTITUTE) {
      state = State.GROUND;
    } else if (next != ENQUIRY) {
      passed.put((byte) next);
    }
  }

  private void begin() {
    sequenceLength = 0;
    keep(ESC);
    state = State.ESCAPE;
  }

  private void escape(int next, ByteBuffer passed) {
    boolean plain = state == State.ESCAPE;
    if (plain && next == '[') {
      keep(next);
      state = State.SEQUENCE;
    } else if (plain && "]PX^_".indexOf(next) >= 0) {
      state = State.STRING;
    } else if (plain && next == 'Z') {
      state = State.GROUND; // DECID makes a terminal answer.
    } else if (next <= 0x2f) {
      keep(next);
      state = sequenceLength < SEQUENCE_MAX_BYTES ? State.ESCAPE_INTERMEDIATE : State.GROUND;
    } else {
      keep(next);
      pass(passed);
    }
  }

  private void sequence(int next, ByteBuffer passed) {
    keep(next);
    if (next >= 0x40 && next <= 0x7e) {
      if (isRefused(next)) {
        state = State.GROUND;
      } else {
        if (next == 'h' || next == 'l') {
          onModes(next == 'h');
        }
        pass(passed);
      }
    } else if (sequenceLength == SEQUENCE_MAX_BYTES) {
      state = State.GROUND;
    }
  }

  /** DECSET and DECRST: {@code CSI ? MODE;… h} and {@code l}. */
  private void onModes(boolean set) {
    String parameters = new String(sequence, 2, sequenceLength - 3, StandardCharsets.US_ASCII);
    if (!parameters.startsWith("?")) {
      return;
    }
    for (String mode : parameters.substring(1).split(";", -1)) {
      switch (mode) {
        case "47", "1047", "1049" -> onAlternateScreen = set;
        case "6" -> inOriginMode = set;
        default -> {}
      }
    }
  }

  private boolean isRefused(int last) {
    // DECSTR (CSI ! p) and DECSCUSR (CSI SP q) change the terminal and ask nothing.
    int intermediate = sequenceLength > 2 ? sequence[sequenceLength - 2] : 0;
    boolean harmless =
        (last == 'p' && intermediate == '!')
            || (last == 'q' && intermediate == ' ')
            || (last == 'u' && sequenceLength == 3);
    return REFUSED_FINALS.indexOf(last) >= 0 && !harmless;
  }

  private void keep(int next) {
    if (sequenceLength < SEQUENCE_MAX_BYTES) {
      sequence[sequenceLength++] = (byte) next;
    }
  }

  private void pass(ByteBuffer passed) {
    passed.put(sequence, 0, sequenceLength);
    state = State.GROUND;
  }
}
