package dev.gatescribe.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as what stands in them, two spaces apart, under a line of headings. */
public final class Table {
  /** A SHA-256 in hexadecimal is whole. */
  private static final int MAX_CELL = 64;

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  public void row(String... cells) {
    rows.add(java.util.Arrays.stream(cells).map(Table::cell).toList());
  }

  private static String cell(String text) {
    String printable = Figures.printable(text);
    return printable.length() <= MAX_CELL ? printable : printable.substring(0, MAX_CELL - 1) + "…";
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
