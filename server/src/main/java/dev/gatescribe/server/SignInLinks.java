package dev.gatescribe.server;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * New sign-in links for whoever sits at the gateway's terminal: a link is good for one sign-in, and
 * somebody who needs another presses Enter.
 */
public final class SignInLinks {
  private static final Logger LOG = System.getLogger(SignInLinks.class.getName());

  private SignInLinks() {}

  /** Whether a person sits at a terminal, for whom Enter does something. */
  public static boolean isTerminal() {
    return terminal().isPresent();
  }

  /** From now on each Enter in the terminal, if there is one, prints a new link. */
  public static void printOnEnter(GatewayProcess gateway, Consumer<String> printer) {
    terminal()
        .ifPresent(console ->
            Thread.ofVirtual()
                .name("sign-in-links")
                .start(() -> readLines(console, gateway, printer)));
  }

  private static void readLines(Console console, GatewayProcess gateway, Consumer<String> printer) {
    try (BufferedReader lines = new BufferedReader(console.reader())) {
      while (lines.readLine() != null) {
        printer.accept(gateway.newSignInLink());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the terminal is gone: {0}", e.getMessage());
    }
  }

  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
