package dev.gatescribe.recording.screen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of cells. From {@code used} on all cells are alike, so that emptying a row costs the same
 * however wide it is: a hostile stream of erasures must not be dear.
 *
 * <p>A wide character stands in its left cell; the right one holds {@link #RIGHT_HALF}. One half
 * never stands without the other.
 */
final class Row {
  /** What the second cell of a wide character holds. */
  static final int RIGHT_HALF = -1;

  static final int BLANK = ' ';

  /** More marks on one character are dropped; no script needs them, and a row stays bounded. */
  static final int MARKS_MAX = 8;

  private static final int FIRST_CELLS = 16;

  private final int columns;
  private int[] characters = new int[0];
  private long[] styles = new long[0];

  /** Marks on the character of a cell; null where there are none, null as a whole while unused. */
  private @Nullable String @Nullable [] marks;

  private int used;
  private int restCharacter = BLANK;
  private long restStyle;

  Row(int columns, long blankStyle) {
    this.columns = columns;
    this.restStyle = blankStyle;
  }

  int columns() {
    return columns;
  }

  int character(int column) {
    return column < used ? characters[column] : restCharacter;
  }

  long style(int column) {
    return column < used ? styles[column] : restStyle;
  }

  /** The combining characters on that of a cell; mostly empty. */
  String marks(int column) {
    String on = marks == null || column >= used ? null : marks[column];
    return on == null ? "" : on;
  }

  /** Where the cells begin that are all plain blanks. */
  int plainFrom() {
    return restStyle == CellStyle.PLAIN && restCharacter == BLANK ? used : columns;
  }

  /** Makes the whole row blank. */
  void clear(long style) {
    fill(BLANK, style);
  }

  /** Makes all cells alike. */
  void fill(int character, long style) {
    used = 0;
    marks = null;
    rest(character, style);
  }

  private void rest(int character, long style) {
    restCharacter = character;
    restStyle = style;
  }

  /** Writes a character of one or two cells; what it overwrites by half goes as a whole. */
  void put(int column, int character, int width, long style) {
    parted(column, style);
    parted(column + width, style);
    reach(column + width);
    cell(column, character, style);
    if (width == 2) {
      cell(column + 1, RIGHT_HALF, style);
    }
  }

  /** Writes printable ASCII, all in one style. */
  void put(int column, byte[] bytes, int from, int count, long style) {
    parted(column, style);
    parted(column + count, style);
    reach(column + count);
    for (int i = 0; i < count; i++) {
      characters[column + i] = bytes[from + i];
    }
    Arrays.fill(styles, column, column + count, style);
    if (marks != null) {
      Arrays.fill(marks, column, column + count, null);
    }
  }

  /** Adds a combining character to that of a cell. */
  void mark(int column, int character) {
    int at = character(column) == RIGHT_HALF ? column - 1 : column;
    reach(at + 1);
    if (marks == null) {
      marks = new String[columns];
    }
    String before = marks[at] == null ? "" : marks[at];
    if (before.codePointCount(0, before.length()) < MARKS_MAX) {
      marks[at] = before + Character.toString(character);
    }
  }

  void erase(int from, int to, long style) {
    int end = Math.min(to, columns);
    if (from >= end) {
      return;
    }
    parted(from, style);
    parted(end, style);
    if (end == columns) {
      reach(from);
      used = from;
      rest(BLANK, style);
      return;
    }
    reach(end);
    Arrays.fill(characters, from, end, BLANK);
    Arrays.fill(styles, from, end, style);
    if (marks != null) {
      Arrays.fill(marks, from, end, null);
    }
  }

  /** Moves the cells from {@code column} on to the right; what leaves the row is lost. */
  void insert(int column, int count, long style) {
    int moved = columns - column - count;
    if (moved <= 0) {
      erase(column, columns, style);
      return;
    }
    parted(column, style);
    reach(columns);
    move(column, column + count, moved);
    blank(column, column + count, style);
    if (characters[columns - 1] != RIGHT_HALF && CharacterWidth.of(characters[columns - 1]) == 2) {
      cell(columns - 1, BLANK, style);
    }
  }

  /** Moves the cells behind the next {@code count} to the left; blanks come in at the end. */
  void delete(int column, int count, long style) {
    int moved = columns - column - count;
    if (moved <= 0) {
      erase(column, columns, style);
      return;
    }
    parted(column, style);
    parted(column + count, style);
    reach(columns);
    move(column + count, column, moved);
    used = columns - count;
    rest(BLANK, style);
  }

  /**
   * The row at another width; what does not fit is cut off, and columns that come new are plain.
   */
  Row resized(int newColumns) {
    Row row = new Row(newColumns, CellStyle.PLAIN);
    int copied = Math.min(newColumns, plainFrom());
    row.reach(copied);
    for (int column = 0; column < copied; column++) {
      row.cell(column, character(column), style(column));
      if (!marks(column).isEmpty()) {
        row.marks = row.marks == null ? new String[newColumns] : row.marks;
        row.marks[column] = marks(column);
      }
    }
    if (copied < columns && character(copied) == RIGHT_HALF) {
      row.cell(copied - 1, BLANK, style(copied - 1));
    }
    return row;
  }

  /** What the row shows; a right half shows nothing of its own. */
  String text() {
    StringBuilder text = new StringBuilder(columns);
    for (int column = 0; column < columns; column++) {
      int character = character(column);
      if (character != RIGHT_HALF) {
        text.appendCodePoint(character).append(marks(column));
      }
    }
    return text.toString();
  }

  /** If a wide character spans the border before {@code column}, blanks both its halves. */
  private void parted(int column, long style) {
    if (column < used && characters[column] == RIGHT_HALF) {
      cell(column - 1, BLANK, style);
      cell(column, BLANK, style);
    }
  }

  /** Makes the cells before {@code end} stored ones. */
  private void reach(int end) {
    if (end <= used) {
      return;
    }
    if (end > characters.length) {
      int length = Math.min(columns, Math.max(Math.max(FIRST_CELLS, end), characters.length * 2));
      characters = Arrays.copyOf(characters, length);
      styles = Arrays.copyOf(styles, length);
    }
    Arrays.fill(characters, used, end, restCharacter);
    Arrays.fill(styles, used, end, restStyle);
    if (marks != null) {
      Arrays.fill(marks, used, end, null);
    }
    used = end;
  }

  private void cell(int column, int character, long style) {
    characters[column] = character;
    styles[column] = style;
    if (marks != null) {
      marks[column] = null;
    }
  }

  private void blank(int from, int to, long style) {
    Arrays.fill(characters, from, to, BLANK);
    Arrays.fill(styles, from, to, style);
    if (marks != null) {
      Arrays.fill(marks, from, to, null);
    }
  }

  private void move(int from, int to, int count) {
    System.arraycopy(characters, from, characters, to, count);
    System.arraycopy(styles, from, styles, to, count);
    if (marks != null) {
      System.arraycopy(marks, from, marks, to, count);
    }
  }
}
