package dev.gatescribe.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The terminal at standard output while a recording plays in it, given back at the end and also
 * when Ctrl-C ends the process. Where standard output is no terminal, nothing is given back: a file
 * or a pipe has no modes.
 */
public final class BorrowedTerminal implements AutoCloseable {
  private final SafeTerminalOutput screen;
  private final boolean terminal;
  private final Thread atExit;

  private BorrowedTerminal(SafeTerminalOutput screen, boolean terminal) {
    this.screen = screen;
    this.terminal = terminal;
    this.atExit = new Thread(this::giveBackAtExit, "give-back-terminal");
  }

  /** Borrows it for {@code screen}, whose output goes to standard output. */
  public static BorrowedTerminal borrow(SafeTerminalOutput screen) {
    BorrowedTerminal borrowed = new BorrowedTerminal(screen, isTerminal());
    if (borrowed.terminal) {
      Runtime.getRuntime().addShutdownHook(borrowed.atExit);
    }
    return borrowed;
  }

  @Override
  public void close() throws IOException {
    if (!terminal) {
      return;
    }
    screen.leave();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException stopping) {
      // Ctrl-C came just now; the hook finds nothing left to do.
      return;
    }
  }

  private void giveBackAtExit() {
    try {
      screen.leave();
    } catch (IOException gone) {
      // The terminal was closed with the program, so there is nothing to give back.
      return;
    }
  }

  /**
   * Whether standard output is a terminal. The platform's console answers for standard input as
   * well, which may come from elsewhere.
   */
  private static boolean isTerminal() {
    try {
      String device = Path.of("/proc/self/fd/1").toRealPath().toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException elsewhere) {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }
}
