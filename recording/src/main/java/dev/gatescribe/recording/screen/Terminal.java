package dev.gatescribe.recording.screen;

import java.util.BitSet;

/**
 * The state of a terminal and what can be done to it. Every operation takes time in proportion to
 * rows or columns at most, and no memory beyond the two screens.
 *
 * <p>The cursor's column may be one behind the last: then the next character begins a new line.
 */
final class Terminal {
  private static final int TAB_EVERY = 8;

  private int columns;
  private int rows;
  private ScreenBuffer main;
  private ScreenBuffer active;
  private final BitSet tabs = new BitSet();
  private Charsets charsets = Charsets.ASCII;
  private long style = CellStyle.PLAIN;
  private int x;
  private int y;

  /** The character before, while nothing else came since: it can be repeated, and take marks. */
  private int lastPrinted;

  private boolean insert;
  private boolean wrap = true;
  private boolean origin;
  private boolean cursorHidden;
  private boolean returnOnLineFeed;
  private int cursorForm;

  /** Where the cursor was on the main screen when the alternate one took over. */
  private int mainRow;

  Terminal(int columns, int rows, boolean returnOnLineFeed) {
    this.columns = columns;
    this.rows = rows;
    this.returnOnLineFeed = returnOnLineFeed;
    this.main = new ScreenBuffer(columns, rows, CellStyle.PLAIN);
    this.active = main;
    usualTabs(0, columns);
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  int x() {
    return x;
  }

  int y() {
    return y;
  }

  ScreenBuffer main() {
    return main;
  }

  ScreenBuffer active() {
    return active;
  }

  boolean isAlternate() {
    return !active.equals(main);
  }

  int mainRow() {
    return mainRow;
  }

  BitSet tabs() {
    return tabs;
  }

  Charsets charsets() {
    return charsets;
  }

  long style() {
    return style;
  }

  boolean isRepeatable() {
    return lastPrinted != 0;
  }

  boolean insert() {
    return insert;
  }

  boolean wrap() {
    return wrap;
  }

  boolean origin() {
    return origin;
  }

  boolean cursorHidden() {
    return cursorHidden;
  }

  boolean returnOnLineFeed() {
    return returnOnLineFeed;
  }

  int cursorForm() {
    return cursorForm;
  }

  // Printing.

  void print(byte[] ascii, int from, int count) {
    if (insert || !charsets.isPlain() || !wrap) {
      for (int i = from; i < from + count; i++) {
        print(charsets.shown(ascii[i]));
      }
      return;
    }
    int at = from;
    int end = from + count;
    while (at < end) {
      if (x >= columns) {
        wrapAround();
      }
      int fitting = Math.min(end - at, columns - x);
      active.row(y).put(x, ascii, at, fitting, style);
      x += fitting;
      at += fitting;
    }
    lastPrinted = ascii[end - 1];
  }

  void print(int character) {
    int width = CharacterWidth.of(character);
    if (width == 0 && lastPrinted != 0 && x > 0) {
      active.row(y).mark(x - 1, character);
      return;
    }
    // A mark on nothing stands by itself.
    int cells = Math.max(1, width);
    if (x + cells > columns) {
      if (wrap && cells <= columns) {
        active.row(y).erase(x, columns, style);
        wrapAround();
      } else if (cells == 1) {
        x = columns - 1;
      } else {
        x = columns - 1;
        return;
      }
    }
    Row row = active.row(y);
    if (insert) {
      row.insert(x, cells, style);
    }
    row.put(x, character, cells, style);
    x += cells;
    lastPrinted = width == 0 ? 0 : character;
  }

  /** Writes the last character again; more than a row of it shows nothing new. */
  void repeat(int count) {
    int character = lastPrinted;
    String marks = character == 0 ? "" : active.row(y).marks(x - CharacterWidth.of(character));
    for (int i = 0; character != 0 && i < Math.min(count, columns); i++) {
      print(character);
      marks.codePoints().forEach(this::print);
    }
    lastPrinted = 0;
  }

  void forgetLastPrinted() {
    lastPrinted = 0;
  }

  private void wrapAround() {
    x = 0;
    down();
  }

  // Moving.

  void lineFeed() {
    if (returnOnLineFeed) {
      x = 0;
    }
    down();
    x = Math.min(x, columns - 1);
  }

  void carriageReturn() {
    x = 0;
  }

  void backspace() {
    restrict();
    x = Math.max(0, x - 1);
  }

  void index() {
    restrict();
    down();
  }

  void reverseIndex() {
    restrict();
    if (y == active.top()) {
      active.scrollDown(active.top(), active.bottom(), 1, erasure());
    } else {
      y--;
      restrict();
    }
  }

  private void down() {
    if (y == active.bottom()) {
      active.scrollUp(active.top(), active.bottom(), 1, erasure());
    } else {
      y = Math.min(y + 1, rows - 1);
    }
  }

  /** Row and column from 0; in origin mode the row counts from the scroll region's first. */
  void moveTo(int row, int column) {
    x = column;
    y = origin ? active.top() + row : row;
    restrict();
  }

  void moveToColumn(int column) {
    x = column;
    restrict();
  }

  void moveToRow(int row) {
    moveTo(row, x);
  }

  void moveHorizontally(int by) {
    restrict();
    x += by;
    restrict();
  }

  /** Stops at the border of the scroll region, unless it begins beyond it. */
  void moveVertically(int by) {
    restrict();
    if (by < 0) {
      y = Math.max(y >= active.top() ? active.top() : 0, y + by);
    } else {
      y = Math.min(y <= active.bottom() ? active.bottom() : rows - 1, y + by);
    }
    restrict();
  }

  /** Moves down whatever the scroll region is. */
  void moveFreely(int down) {
    restrict();
    y += down;
    restrict();
  }

  void tab(int count) {
    for (int i = 0; i < Math.min(count, columns) && x < columns; i++) {
      int next = tabs.nextSetBit(x + 1);
      x = next < 0 ? columns - 1 : Math.min(next, columns - 1);
    }
  }

  void tabBack(int count) {
    for (int i = 0; i < Math.min(count, columns) && x > 0 && x < columns; i++) {
      x = Math.max(0, tabs.previousSetBit(x - 1));
    }
  }

  void setTab() {
    tabs.set(Math.min(x, columns - 1));
  }

  void clearTab() {
    tabs.clear(x);
  }

  void clearTabs() {
    tabs.clear();
  }

  void region(int first, int last) {
    int end = last == 0 || last > rows ? rows : last;
    if (end > first) {
      active.region(first - 1, end - 1);
      moveTo(0, 0);
    }
  }

  void saveCursor() {
    active.save(new SavedCursor(Math.min(x, columns - 1), y, style, charsets));
  }

  void restoreCursor() {
    SavedCursor saved = active.saved();
    x = saved.column();
    y = saved.row();
    style = saved.style();
    charsets = saved.charsets();
    restrict();
  }

  // Erasing, inserting, deleting.

  void eraseInRow(int from, int to) {
    active.row(y).erase(from, to, erasure());
  }

  void eraseRows(int first, int last) {
    active.clear(first, last, erasure());
  }

  void eraseCharacters(int count) {
    restrict();
    eraseInRow(x, x + Math.min(count, columns));
  }

  void insertCharacters(int count) {
    restrict();
    active.row(y).insert(x, Math.min(count, columns), erasure());
  }

  void deleteCharacters(int count) {
    restrict();
    active.row(y).delete(x, Math.min(count, columns), erasure());
  }

  void insertRows(int count) {
    restrict();
    if (isInRegion()) {
      active.scrollDown(y, active.bottom(), count, erasure());
      x = 0;
    }
  }

  void deleteRows(int count) {
    restrict();
    if (isInRegion()) {
      active.scrollUp(y, active.bottom(), count, erasure());
      x = 0;
    }
  }

  void scrollUp(int count) {
    active.scrollUp(active.top(), active.bottom(), count, erasure());
  }

  void scrollDown(int count) {
    active.scrollDown(active.top(), active.bottom(), count, CellStyle.PLAIN);
  }

  /** Inserts columns at one, in all rows of the scroll region; deletes if the count is negative. */
  void shiftColumns(int at, int count) {
    if (!isInRegion()) {
      return;
    }
    for (int row = active.top(); row <= active.bottom(); row++) {
      if (count > 0) {
        active.row(row).insert(Math.min(at, columns - 1), Math.min(count, columns), erasure());
      } else {
        active.row(row).delete(Math.min(at, columns - 1), Math.min(-count, columns), erasure());
      }
    }
  }

  void alignmentPattern() {
    moveTo(0, 0);
    active.fill('E', style);
  }

  private boolean isInRegion() {
    return y >= active.top() && y <= active.bottom();
  }

  private long erasure() {
    return CellStyle.erased(style);
  }

  private void restrict() {
    x = Math.clamp(x, 0, columns - 1);
    y = origin ? Math.clamp(y, active.top(), active.bottom()) : Math.clamp(y, 0, rows - 1);
  }

  // Modes and states.

  void style(long newStyle) {
    style = newStyle;
  }

  void charsets(Charsets newCharsets) {
    charsets = newCharsets;
  }

  void insert(boolean on) {
    insert = on;
  }

  void wrap(boolean on) {
    wrap = on;
  }

  void origin(boolean on) {
    origin = on;
    moveTo(0, 0);
  }

  void cursorHidden(boolean hidden) {
    cursorHidden = hidden;
  }

  void returnOnLineFeed(boolean on) {
    returnOnLineFeed = on;
  }

  void cursorForm(int form) {
    cursorForm = form;
  }

  /** The alternate screen is new whenever it is switched to; the cursor stays where it is. */
  void useAlternate(boolean on) {
    if (on == isAlternate()) {
      return;
    }
    mainRow = y;
    active = on ? new ScreenBuffer(columns, rows, erasure()) : main;
    y = origin ? Math.clamp(y, active.top(), active.bottom()) : y;
  }

  void softReset() {
    active.wholeRegion();
    active.save(SavedCursor.HOME);
    style = CellStyle.PLAIN;
    charsets = Charsets.ASCII;
    insert = false;
    wrap = true;
    origin = false;
    cursorHidden = false;
  }

  void fullReset() {
    main = new ScreenBuffer(columns, rows, CellStyle.PLAIN);
    active = main;
    softReset();
    cursorForm = 0;
    x = 0;
    y = 0;
    lastPrinted = 0;
    usualTabs(0, columns);
  }

  void resize(int newColumns, int newRows) {
    int movedUp = active.resize(newColumns, newRows, y);
    if (isAlternate()) {
      int mainMovedUp = main.resize(newColumns, newRows, mainRow);
      mainRow = Math.clamp(mainRow - (long) mainMovedUp, 0, newRows - 1);
    }
    usualTabs(columns, newColumns);
    columns = newColumns;
    rows = newRows;
    x = Math.min(x, columns - 1);
    y = Math.clamp(y - (long) movedUp, 0, rows - 1);
  }

  /** Sets the stops that a terminal has from the start, in some of its columns. */
  private void usualTabs(int from, int to) {
    tabs.clear(Math.min(from, to), Math.max(from, to) + 1);
    for (int column = (from + TAB_EVERY - 1) / TAB_EVERY * TAB_EVERY;
        column < to;
        column += TAB_EVERY) {
      tabs.set(column);
    }
  }
}
