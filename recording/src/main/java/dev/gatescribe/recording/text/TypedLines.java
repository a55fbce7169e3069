package dev.gatescribe.recording.text;

import java.nio.ByteBuffer;

/**
 * The lines that somebody typed at a terminal, with what terminals and shells do to a line that is
 * being edited at its end: backspace, {@code ^U} and {@code ^W}. Best effort: what was completed by
 * the shell or fetched from its history is not in the input, and where the cursor was moved within
 * the line the order is that of the typing.
 */
final class TypedLines implements TerminalScanner.Sink {
  private static final char ERASE_LINE = 0x15;
  private static final char ERASE_WORD = 0x17;
  private static final char INTERRUPT = 0x03;
  private static final char END_OF_INPUT = 0x04;

  private final TerminalScanner scanner = new TerminalScanner();
  private final Line line = new Line();
  private final AppearedLines.LineTaker taker;
  private long offsetMicros;
  private long sequence;

  TypedLines(AppearedLines.LineTaker taker) {
    this.taker = taker;
  }

  void accept(long offsetMicros, long sequence, ByteBuffer bytes) {
    this.offsetMicros = offsetMicros;
    this.sequence = sequence;
    scanner.scan(bytes, this);
  }

  void end() {
    endLine();
  }

  @Override
  public void character(int character) {
    if (line.isFull()) {
      endLine();
    }
    line.write(character);
  }

  @Override
  public void control(char code) {
    switch (code) {
      case '\r', '\n', INTERRUPT, END_OF_INPUT -> endLine();
      case '\b', 0x7f -> line.dropLast();
      case ERASE_LINE -> line.clear();
      case ERASE_WORD -> line.dropLastWord();
      case '\t' -> character(' ');
      default -> {} // Asks the shell for something that is not in the input.
    }
  }

  @Override
  public void sequence(char last, int parameter) {
    // Arrows and other keys: what they do happens at the target.
  }

  private void endLine() {
    String text = line.text();
    line.clear();
    if (!text.isBlank()) {
      taker.take(offsetMicros, sequence, text);
    }
  }
}
