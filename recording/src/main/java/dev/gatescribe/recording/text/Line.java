package dev.gatescribe.recording.text;

import java.util.Arrays;

/** A line of bounded length that is written and overwritten where a cursor stands. */
final class Line {
  /** Wider than any terminal; a longer line is passed on in parts. */
  static final int MAX_CHARACTERS = 4096;

  private int[] characters = new int[256];
  private int length;
  private int cursor;

  boolean isFull() {
    return cursor >= MAX_CHARACTERS;
  }

  void write(int character) {
    fillUpTo(cursor);
    if (cursor >= characters.length) {
      characters = Arrays.copyOf(characters, Math.min(MAX_CHARACTERS, characters.length * 2));
    }
    characters[cursor++] = character;
    length = Math.max(length, cursor);
  }

  void moveTo(int column) {
    cursor = Math.clamp(column, 0, MAX_CHARACTERS - 1);
  }

  void moveBy(int columns) {
    moveTo(cursor + columns);
  }

  void eraseToEnd() {
    length = Math.min(length, cursor);
  }

  void eraseFromStart() {
    fillUpTo(cursor);
    Arrays.fill(characters, 0, Math.min(cursor, length), ' ');
  }

  /** Takes out so many characters where the cursor stands; the rest moves to the left. */
  void delete(int count) {
    int from = Math.min(length, cursor + Math.max(0, count));
    if (cursor < length) {
      System.arraycopy(characters, from, characters, cursor, length - from);
      length -= from - cursor;
    }
  }

  /** Makes room for so many characters where the cursor stands; the rest moves to the right. */
  void insert(int count) {
    if (cursor >= length) {
      return;
    }
    int room = Math.min(Math.max(0, count), MAX_CHARACTERS - length);
    characters = Arrays.copyOf(characters, Math.max(characters.length, length + room));
    System.arraycopy(characters, cursor, characters, cursor + room, length - cursor);
    Arrays.fill(characters, cursor, cursor + room, ' ');
    length += room;
  }

  /** Takes out the last character. */
  void dropLast() {
    length = Math.max(0, length - 1);
    cursor = length;
  }

  /** Takes out the last word and the spaces behind it. */
  void dropLastWord() {
    while (length > 0 && characters[length - 1] == ' ') {
      length--;
    }
    while (length > 0 && characters[length - 1] != ' ') {
      length--;
    }
    cursor = length;
  }

  void clear() {
    length = 0;
    cursor = 0;
  }

  String text() {
    return new String(characters, 0, length);
  }

  private void fillUpTo(int column) {
    if (column > length) {
      characters =
          column < characters.length
              ? characters
              : Arrays.copyOf(
                  characters,
                  Math.min(MAX_CHARACTERS, Math.max(column + 1, characters.length * 2)));
      Arrays.fill(characters, length, column, ' ');
      length = column;
    }
  }
}
