package dev.gatescribe.server.demo;

import dev.gatescribe.server.GatewayProcess;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/** What the demo says when it is ready: what to type next. */
final class DemoGreeting {
  private static final Logger LOG = System.getLogger(DemoGreeting.class.getName());

  private final GatewayProcess gateway;
  private final DemoFiles files;
  private final DemoClients clients;
  private final PrintWriter out;
  private final String strong;
  private final String plain;

  DemoGreeting(GatewayProcess gateway, DemoFiles files, DemoClients clients, PrintWriter out) {
    this.gateway = gateway;
    this.files = files;
    this.clients = clients;
    this.out = out;
    boolean colours = isTerminal() && System.getenv("NO_COLOR") == null;
    this.strong = colours ? "\u001b[1m" : "";
    this.plain = colours ? "\u001b[0m" : "";
  }

  void print() {
    Path data = files.environment().resolveSibling("");
    out.println();
    out.println("Go through the gateway, in another terminal. Everything is recorded:");
    out.println();
    command(
        "ssh -F "
            + word(files.sshConfiguration())
            + " "
            + DemoFiles.login()
            + "@"
            + DemoFiles.TARGET
            + "@"
            + DemoFiles.GATEWAY_ALIAS);
    command("psql " + Quoting.shell(clients.databaseUri(gateway.tlsAuthorityFile())));
    if (clients.hasCluster()) {
      command("kubectl --kubeconfig " + word(files.kubeconfig()) + " get pods");
    }
    out.println();
    out.println("Watch it in a browser. The link signs you in once:");
    out.println();
    command(signInLink());
    out.println();
    out.println("Or here:");
    out.println();
    command("./gatescribe recordings list --data " + word(data));
    out.println();
    out.println("For scripts: " + files.environment());
    out.println();
    String links = isTerminal() ? " Enter prints a new sign-in link." : "";
    out.println("ready." + links + " Ctrl-C stops; the recordings stay in " + data);
    out.flush();
  }

  /** A link is good for one sign-in; somebody who needs another presses Enter. */
  void printNewLinksOnEnter() {
    terminal().ifPresent(console -> Thread.startVirtualThread(() -> readLines(console)));
  }

  private void readLines(Console console) {
    try (BufferedReader lines = new BufferedReader(console.reader())) {
      while (lines.readLine() != null) {
        command(signInLink());
        out.flush();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the terminal is gone: {0}", e.getMessage());
    }
  }

  private void command(String text) {
    out.println("  " + strong + text + plain);
  }

  private String signInLink() {
    return gateway.newSignInLink();
  }

  private static boolean isTerminal() {
    return terminal().isPresent();
  }

  /** The terminal, if a person sits at it. */
  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /** A path as one word of a shell. */
  private static String word(Path path) {
    return Quoting.shellWord(path.toString());
  }
}
