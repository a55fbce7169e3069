package dev.gatescribe.recording.screen;

/**
 * Does what control characters and sequences ask of a terminal (ECMA-48, DEC STD 070, xterm's
 * ctlseqs), as far as it is seen. Questions stay unanswered; titles, colours of the palette, links,
 * the clipboard, mouse, keyboard and window are nothing that a screen shows.
 */
final class TerminalInterpreter implements TerminalParser.Listener {
  private static final int BELL = 0x07;

  private final Terminal terminal;

  TerminalInterpreter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void print(byte[] bytes, int from, int count) {
    terminal.print(bytes, from, count);
  }

  @Override
  public void print(int character) {
    terminal.print(character);
  }

  @Override
  public void control(int character) {
    terminal.forgetLastPrinted();
    switch (character) {
      case 0x08 -> terminal.backspace();
      case 0x09 -> terminal.tab(1);
      case 0x0a, 0x0b, 0x0c -> terminal.lineFeed();
      case 0x0d -> terminal.carriageReturn();
      case 0x0e -> terminal.charsets(terminal.charsets().use(1));
      case 0x0f -> terminal.charsets(terminal.charsets().use(0));
      case 0x84 -> terminal.index();
      case 0x85 -> nextLine();
      case 0x88 -> terminal.setTab();
      case BELL -> {}
      default -> {}
    }
  }

  @Override
  public void escape(String intermediates, char last) {
    terminal.forgetLastPrinted();
    if (intermediates.isEmpty()) {
      escape(last);
    } else if (intermediates.equals("#") && last == '8') {
      terminal.alignmentPattern();
    } else if (intermediates.equals("%") && (last == '@' || last == 'G')) {
      terminal.charsets(terminal.charsets().use(0).with(0, 'B'));
    } else if (intermediates.length() == 1) {
      int slot = "()*+".indexOf(intermediates.charAt(0));
      if (slot >= 0) {
        terminal.charsets(terminal.charsets().with(slot, last));
      }
    }
  }

  private void escape(char last) {
    switch (last) {
      case '7' -> terminal.saveCursor();
      case '8' -> terminal.restoreCursor();
      case 'D' -> terminal.index();
      case 'E' -> nextLine();
      case 'H' -> terminal.setTab();
      case 'M' -> terminal.reverseIndex();
      case 'c' -> terminal.fullReset();
      case 'n', '}' -> terminal.charsets(terminal.charsets().use(2));
      case 'o', '|' -> terminal.charsets(terminal.charsets().use(3));
      case '~' -> terminal.charsets(terminal.charsets().use(1));
      default -> {}
    }
  }

  private void nextLine() {
    terminal.carriageReturn();
    terminal.index();
  }

  @Override
  public void sequence(ControlSequence sequence, char last) {
    if (last != 'm') {
      sequence.dropSubParameters();
    }
    if (sequence.isPlain() && last == 'b') {
      terminal.repeat(sequence.atLeastOne(0));
      return;
    }
    terminal.forgetLastPrinted();
    if (sequence.isPlain()) {
      plain(sequence, last);
    } else if (sequence.is('?', "")) {
      ofDec(sequence, last);
    } else if (sequence.is('\0', "!") && last == 'p') {
      terminal.softReset();
    } else if (sequence.is('\0', " ")) {
      shiftOrForm(sequence, last);
    } else if (sequence.is('\0', "'")) {
      shiftColumns(sequence, last);
    }
  }

  private void plain(ControlSequence sequence, char last) {
    int count = sequence.atLeastOne(0);
    switch (last) {
      case '@' -> terminal.insertCharacters(count);
      case 'A' -> terminal.moveVertically(-count);
      case 'B' -> terminal.moveVertically(count);
      case 'C', 'a' -> terminal.moveHorizontally(count);
      case 'D' -> terminal.moveHorizontally(-count);
      case 'E' -> {
        terminal.moveVertically(count);
        terminal.carriageReturn();
      }
      case 'F' -> {
        terminal.moveVertically(-count);
        terminal.carriageReturn();
      }
      case 'G', '`' -> terminal.moveToColumn(count - 1);
      case 'H', 'f' -> terminal.moveTo(count - 1, sequence.atLeastOne(1) - 1);
      case 'I' -> terminal.tab(count);
      case 'J' -> eraseInScreen(sequence.value(0));
      case 'K' -> eraseInRow(sequence.value(0));
      case 'L' -> terminal.insertRows(count);
      case 'M' -> terminal.deleteRows(count);
      case 'P' -> terminal.deleteCharacters(count);
      case 'S' -> terminal.scrollUp(count);
      case 'T', '^' -> terminal.scrollDown(count);
      case 'X' -> terminal.eraseCharacters(count);
      case 'Z' -> terminal.tabBack(count);
      case 'd' -> terminal.moveToRow(count - 1);
      case 'e' -> terminal.moveFreely(count);
      case 'g' -> clearTabs(sequence.value(0));
      case 'h' -> modes(sequence, true);
      case 'l' -> modes(sequence, false);
      case 'm' -> terminal.style(StyleSelection.apply(terminal.style(), sequence));
      case 'r' -> terminal.region(count, sequence.value(1));
      case 's' -> terminal.saveCursor();
      case 'u' -> terminal.restoreCursor();
      default -> {}
    }
  }

  private void ofDec(ControlSequence sequence, char last) {
    switch (last) {
      case 'J' -> eraseInScreen(sequence.value(0));
      case 'K' -> eraseInRow(sequence.value(0));
      case 'h' -> modesOfDec(sequence, true);
      case 'l' -> modesOfDec(sequence, false);
      default -> {}
    }
  }

  private void eraseInScreen(int what) {
    int last = terminal.rows() - 1;
    switch (what) {
      case 0 -> {
        eraseInRow(0);
        terminal.eraseRows(terminal.y() + 1, last);
      }
      case 1 -> {
        eraseInRow(1);
        terminal.eraseRows(0, terminal.y() - 1);
      }
      case 2 -> terminal.eraseRows(0, last);
      default -> {}
    }
  }

  private void eraseInRow(int what) {
    switch (what) {
      case 0 -> terminal.eraseInRow(terminal.x(), terminal.columns());
      case 1 -> terminal.eraseInRow(0, terminal.x() + 1);
      case 2 -> terminal.eraseInRow(0, terminal.columns());
      default -> {}
    }
  }

  private void clearTabs(int what) {
    switch (what) {
      case 0 -> terminal.clearTab();
      case 3 -> terminal.clearTabs();
      default -> {}
    }
  }

  private void modes(ControlSequence sequence, boolean on) {
    for (int i = 0; i < sequence.count(); i++) {
      switch (sequence.value(i)) {
        case 4 -> terminal.insert(on);
        case 20 -> terminal.returnOnLineFeed(on);
        default -> {}
      }
    }
  }

  private void modesOfDec(ControlSequence sequence, boolean on) {
    for (int i = 0; i < sequence.count(); i++) {
      switch (sequence.value(i)) {
        case 6 -> terminal.origin(on);
        case 7 -> terminal.wrap(on);
        case 25 -> terminal.cursorHidden(!on);
        case 47, 1047 -> terminal.useAlternate(on);
        case 1048 -> saveOrRestore(on);
        case 1049 -> {
          if (on) {
            terminal.saveCursor();
          }
          terminal.useAlternate(on);
          if (!on) {
            terminal.restoreCursor();
          }
        }
        default -> {}
      }
    }
  }

  private void saveOrRestore(boolean save) {
    if (save) {
      terminal.saveCursor();
    } else {
      terminal.restoreCursor();
    }
  }

  /** SL, SR and DECSCUSR, which have a space before the final character. */
  private void shiftOrForm(ControlSequence sequence, char last) {
    switch (last) {
      case '@' -> terminal.shiftColumns(0, -sequence.atLeastOne(0));
      case 'A' -> terminal.shiftColumns(0, sequence.atLeastOne(0));
      case 'q' -> terminal.cursorForm(Math.min(sequence.value(0), 7));
      default -> {}
    }
  }

  private void shiftColumns(ControlSequence sequence, char last) {
    switch (last) {
      case '}' -> terminal.shiftColumns(terminal.x(), sequence.atLeastOne(0));
      case '~' -> terminal.shiftColumns(terminal.x(), -sequence.atLeastOne(0));
      default -> {}
    }
  }
}
