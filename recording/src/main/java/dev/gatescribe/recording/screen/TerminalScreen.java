package dev.gatescribe.recording.screen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows after what was written to it. It only looks: nothing is answered, nothing
 * is opened, and whatever is fed, memory and time per byte stay bounded.
 *
 * <p>Not safe for several threads.
 */
public final class TerminalScreen {
  /** The width where nobody said one. */
  public static final int DEFAULT_COLUMNS = 80;

  /** The height where nobody said one. */
  public static final int DEFAULT_ROWS = 24;

  /** A stream without a terminal has no size; the player shows it in this width. */
  public static final int PLAIN_COLUMNS = 100;

  /** And in this height. */
  public static final int PLAIN_ROWS = 28;

  /**
   * What a hostile window change may ask for at most: a grid is memory. The player has the same.
   */
  public static final int MOST_COLUMNS = 1000;

  /** Likewise. */
  public static final int MOST_ROWS = 500;

  private final Terminal terminal;
  private final TerminalParser parser;

  private TerminalScreen(int columns, int rows, boolean returnOnLineFeed) {
    this.terminal = new Terminal(columns, rows, returnOnLineFeed);
    this.parser = new TerminalParser(new TerminalInterpreter(terminal));
  }

  /** The screen of a terminal; sizes that cannot be are put right as {@link #resize} does. */
  public static TerminalScreen of(int columns, int rows) {
    return new TerminalScreen(columnsFor(columns), rowsFor(rows), false);
  }

  /** The screen on which a stream without a terminal is shown: a line feed begins a line. */
  public static TerminalScreen plain() {
    return new TerminalScreen(PLAIN_COLUMNS, PLAIN_ROWS, true);
  }

  public void feed(ByteBuffer bytes) {
    parser.feed(bytes);
  }

  /** Takes another size; 0 is the usual one (RFC 4254, section 6.2), and it is bounded. */
  public void resize(int columns, int rows) {
    int newColumns = columnsFor(columns);
    int newRows = rowsFor(rows);
    if (newColumns != terminal.columns() || newRows != terminal.rows()) {
      terminal.resize(newColumns, newRows);
    }
  }

  /** Whether a lone line feed also returns to the first column. */
  public void returnOnLineFeed(boolean on) {
    terminal.returnOnLineFeed(on);
  }

  public int columns() {
    return terminal.columns();
  }

  public int rows() {
    return terminal.rows();
  }

  /** The cursor's column, from 0. */
  public int cursorColumn() {
    return Math.min(terminal.x(), terminal.columns() - 1);
  }

  /** The cursor's row, from 0. */
  public int cursorRow() {
    return terminal.y();
  }

  /** What the rows show, from the top, blanks at their ends left out. */
  public List<String> text() {
    List<String> text = new ArrayList<>();
    for (int y = 0; y < terminal.rows(); y++) {
      text.add(terminal.active().row(y).text().stripTrailing());
    }
    return text;
  }

  /**
   * What brings a terminal of the same size that was just reset to show the same and to go on alike
   * with whatever follows.
   */
  public byte[] repaint() {
    return ScreenPainter.paint(terminal, parser.begun());
  }

  private static int columnsFor(int columns) {
    return Math.clamp(columns == 0 ? DEFAULT_COLUMNS : columns, 1, MOST_COLUMNS);
  }

  private static int rowsFor(int rows) {
    return Math.clamp(rows == 0 ? DEFAULT_ROWS : rows, 1, MOST_ROWS);
  }
}
