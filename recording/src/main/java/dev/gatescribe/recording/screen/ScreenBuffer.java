package dev.gatescribe.recording.screen;

import java.util.Arrays;

/** The rows of a screen, its scroll region, and what was saved of the cursor on it. */
final class ScreenBuffer {
  private int columns;

  /** A ring, so that scrolling the whole screen, which is what happens most, moves nothing. */
  private Row[] rows;

  private int start;
  private int top;
  private int bottom;
  private SavedCursor saved = SavedCursor.HOME;

  ScreenBuffer(int columns, int rowCount, long blankStyle) {
    this.columns = columns;
    this.rows = new Row[rowCount];
    for (int y = 0; y < rowCount; y++) {
      rows[y] = new Row(columns, blankStyle);
    }
    this.bottom = rowCount - 1;
  }

  Row row(int y) {
    return rows[place(y)];
  }

  private int place(int y) {
    int place = start + y;
    return place < rows.length ? place : place - rows.length;
  }

  int rows() {
    return rows.length;
  }

  /** The first row of the scroll region. */
  int top() {
    return top;
  }

  /** The last row of the scroll region. */
  int bottom() {
    return bottom;
  }

  SavedCursor saved() {
    return saved;
  }

  void save(SavedCursor cursor) {
    saved = cursor;
  }

  void region(int first, int last) {
    top = first;
    bottom = last;
  }

  void wholeRegion() {
    region(0, rows.length - 1);
  }

  /** Moves the rows from {@code first} to {@code last} up; blank ones come in below. */
  void scrollUp(int first, int last, int count, long style) {
    int staying = Math.max(0, last - first + 1 - count);
    turn(first, last, last - first + 1 - staying);
    clear(first + staying, last, style);
  }

  /** Moves the rows from {@code first} to {@code last} down; blank ones come in above. */
  void scrollDown(int first, int last, int count, long style) {
    int staying = Math.max(0, last - first + 1 - count);
    turn(first, last, staying);
    clear(first, last - staying, style);
  }

  /** Puts the first {@code count} of these rows behind the others; in one go, however many. */
  private void turn(int first, int last, int count) {
    int size = last - first + 1;
    if (count == 0 || count == size) {
      return;
    }
    if (size == rows.length) {
      start = place(count);
      return;
    }
    Row[] turned = new Row[size];
    for (int i = 0; i < size; i++) {
      turned[i] = row(first + (i + count) % size);
    }
    for (int i = 0; i < size; i++) {
      rows[place(first + i)] = turned[i];
    }
  }

  void clear(int first, int last, long style) {
    for (int y = first; y <= last; y++) {
      row(y).clear(style);
    }
  }

  void fill(int character, long style) {
    for (Row row : rows) {
      row.fill(character, style);
    }
  }

  /**
   * Takes another size. Rows are cut or lengthened, not wrapped anew. When there are fewer, those
   * below the cursor go first, then those at the top.
   *
   * @return by how many rows what stays has moved up
   */
  int resize(int newColumns, int newRows, int cursorRow) {
    int movedUp = Math.max(0, Math.min(rows.length - newRows, cursorRow - newRows + 1));
    Row[] kept = new Row[Math.min(rows.length - movedUp, newRows)];
    for (int y = 0; y < kept.length; y++) {
      kept[y] = row(movedUp + y);
    }
    rows = Arrays.copyOf(kept, newRows);
    start = 0;
    for (int y = 0; y < newRows; y++) {
      if (y >= kept.length) {
        rows[y] = new Row(newColumns, CellStyle.PLAIN);
      } else if (newColumns != columns) {
        rows[y] = kept[y].resized(newColumns);
      }
    }
    columns = newColumns;
    wholeRegion();
    saved =
        new SavedCursor(
            Math.min(saved.column(), newColumns - 1),
            Math.clamp(saved.row() - (long) movedUp, 0, newRows - 1),
            saved.style(),
            saved.charsets());
    return movedUp;
  }
}
