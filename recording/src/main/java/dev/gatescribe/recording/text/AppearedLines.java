package dev.gatescribe.recording.text;

import java.nio.ByteBuffer;

/**
 * The lines that appear when a target's output is shown. Line by line: carriage returns, backspaces
 * and what moves the cursor within a line are followed; what moves it elsewhere ends the line. So
 * text that is drawn twice is told twice, and a program that draws a whole screen is told as it
 * draws. It is no terminal: it is for finding.
 */
final class AppearedLines implements TerminalScanner.Sink {
  private final TerminalScanner scanner = new TerminalScanner();
  private final Line line = new Line();
  private final LineTaker taker;
  private String before = "";
  private long offsetMicros;
  private long sequence;
  private long lineOffsetMicros;
  private long lineSequence;

  /** Takes a line, with when its last character came. */
  interface LineTaker {
    void take(long offsetMicros, long sequence, String line);
  }

  AppearedLines(LineTaker taker) {
    this.taker = taker;
  }

  void accept(long offsetMicros, long sequence, ByteBuffer bytes) {
    this.offsetMicros = offsetMicros;
    this.sequence = sequence;
    scanner.scan(bytes, this);
  }

  /** There is no more: passes on the line that has no end. */
  void end() {
    endLine();
  }

  @Override
  public void character(int character) {
    if (line.isFull()) {
      endLine();
    }
    line.write(character);
    lineOffsetMicros = offsetMicros;
    lineSequence = sequence;
  }

  @Override
  public void control(char code) {
    switch (code) {
      case '\r' -> line.moveTo(0);
      case '\n', 0x0b, 0x0c -> endLine();
      case '\b' -> line.moveBy(-1);
      case '\t' -> character(' ');
      default -> {} // A bell, a change of character sets: nothing that is read.
    }
  }

  @Override
  public void sequence(char last, int parameter) {
    int count = Math.max(1, parameter);
    switch (last) {
      case 'C', 'a' -> line.moveBy(count);
      case 'D' -> line.moveBy(-count);
      case 'G', '`' -> line.moveTo(count - 1);
      case 'P' -> line.delete(count);
      case '@' -> line.insert(count);
      case 'K' -> {
        switch (parameter) {
          case 0 -> line.eraseToEnd();
          case 1 -> line.eraseFromStart();
          default -> line.clear();
        }
      }
      case 'A', 'B', 'E', 'F', 'H', 'f', 'd', 'J', 'L', 'M', 'S', 'T', 'r', 'u' -> endLine();
      default -> {} // Colours, modes, reports.
    }
  }

  private void endLine() {
    String text = line.text();
    line.clear();
    // Of a line that repeats itself, as a progress does, the first is enough to be found.
    if (!text.isBlank() && !text.equals(before)) {
      before = text;
      taker.take(lineOffsetMicros, lineSequence, text);
    }
  }
}
