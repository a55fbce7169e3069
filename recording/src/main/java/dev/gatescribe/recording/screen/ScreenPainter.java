package dev.gatescribe.recording.screen;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what brings a terminal that was just reset, and is as large, to the same state: both
 * screens where the alternate one is in use, what was saved of the cursor, scroll regions, tab
 * stops, modes that are seen, cursor, style, and a sequence that is only begun.
 *
 * <p>Modes of mouse, keyboard and paste are left out: they change what a terminal sends, and a
 * screen that is only looked at sends nothing.
 */
final class ScreenPainter {
  private static final String ESC = "\u001b";
  private static final String CSI = "\u001b[";

  private final Terminal terminal;
  private final StringBuilder out = new StringBuilder();
  private long style = CellStyle.PLAIN;
  private Charsets charsets = Charsets.ASCII;

  private ScreenPainter(Terminal terminal) {
    this.terminal = terminal;
  }

  static byte[] paint(Terminal terminal, byte[] begun) {
    ScreenPainter painter = new ScreenPainter(terminal);
    painter.screens();
    painter.tabs();
    painter.cursorAndModes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(painter.out.length() + begun.length);
    bytes.writeBytes(painter.out.toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(begun);
    return bytes.toByteArray();
  }

  private void screens() {
    screen(terminal.main());
    if (terminal.isAlternate()) {
      moveTo(terminal.mainRow(), 0);
      select(CellStyle.PLAIN);
      out.append(CSI).append("?47h");
      screen(terminal.active());
    }
  }

  private void screen(ScreenBuffer buffer) {
    for (int y = 0; y < terminal.rows(); y++) {
      row(buffer.row(y), y);
    }
    save(buffer.saved());
    if (buffer.top() > 0 || buffer.bottom() < terminal.rows() - 1) {
      out.append(CSI).append(buffer.top() + 1).append(';').append(buffer.bottom() + 1);
      out.append('r');
    }
  }

  private void row(Row row, int y) {
    int end = row.plainFrom();
    while (end > 0 && isEmpty(row, end - 1)) {
      end--;
    }
    int x = 0;
    while (x < end && isEmpty(row, x)) {
      x++;
    }
    if (x < end) {
      moveTo(y, x);
    }
    for (; x < end; x++) {
      if (row.character(x) != Row.RIGHT_HALF) {
        cell(row, x, y);
      }
    }
  }

  private static boolean isEmpty(Row row, int x) {
    return row.character(x) == Row.BLANK
        && row.style(x) == CellStyle.PLAIN
        && row.marks(x).isEmpty();
  }

  private void cell(Row row, int x, int y) {
    int character = row.character(x);
    if (CharacterWidth.of(character) == 0) {
      // Else it would be drawn into the character before.
      moveTo(y, x);
    }
    select(row.style(x));
    out.appendCodePoint(character).append(row.marks(x));
  }

  private void save(SavedCursor saved) {
    if (saved.equals(SavedCursor.HOME)) {
      return;
    }
    moveTo(saved.row(), saved.column());
    select(saved.style());
    out.append(saved.charsets().selection()).append(ESC).append('7');
    out.append(saved.charsets().deselection());
  }

  private void tabs() {
    boolean usual = true;
    for (int x = 1; x < terminal.columns(); x++) {
      boolean expected = x % 8 == 0;
      usual &= terminal.tabs().get(x) == expected;
    }
    if (usual) {
      return;
    }
    out.append(CSI).append("3g");
    for (int x = terminal.tabs().nextSetBit(1);
        x >= 0 && x < terminal.columns();
        x = terminal.tabs().nextSetBit(x + 1)) {
      moveTo(0, x);
      out.append(ESC).append('H');
    }
  }

  private void cursorAndModes() {
    if (terminal.cursorHidden()) {
      out.append(CSI).append("?25l");
    }
    if (terminal.cursorForm() != 0) {
      out.append(CSI).append(terminal.cursorForm()).append(" q");
    }
    int y = terminal.y();
    if (terminal.origin()) {
      out.append(CSI).append("?6h");
      y -= terminal.active().top();
    }
    cursor(y);
    if (terminal.returnOnLineFeed()) {
      out.append(CSI).append("20h");
    }
    if (!terminal.wrap()) {
      out.append(CSI).append("?7l");
    }
    if (terminal.insert()) {
      out.append(CSI).append("4h");
    }
    select(terminal.style());
    charsets();
  }

  private void charsets() {
    if (!charsets.equals(terminal.charsets())) {
      out.append(charsets.deselection()).append(terminal.charsets().selection());
      charsets = terminal.charsets();
    }
  }

  /**
   * Where the last character can still be repeated or take a mark, or filled the row, it is written
   * once more, which leaves the terminal as it was then.
   */
  private void cursor(int y) {
    int x = terminal.x();
    boolean filled = x == terminal.columns();
    if (x == 0 || (!filled && !terminal.isRepeatable())) {
      moveTo(y, x);
      return;
    }
    Row row = terminal.active().row(terminal.y());
    int from = row.character(x - 1) == Row.RIGHT_HALF ? x - 2 : x - 1;
    moveTo(y, from);
    select(row.style(from));
    if (terminal.charsets().shown(row.character(from)) == row.character(from)) {
      charsets();
    }
    out.appendCodePoint(row.character(from)).append(row.marks(from));
    if (!terminal.isRepeatable()) {
      out.append('\0'); // It does nothing, but then nothing can be repeated.
    }
  }

  private void moveTo(int y, int x) {
    out.append(CSI).append(y + 1).append(';').append(x + 1).append('H');
  }

  private void select(long wanted) {
    if (wanted != style) {
      CellStyle.select(wanted, out);
      style = wanted;
    }
  }
}
