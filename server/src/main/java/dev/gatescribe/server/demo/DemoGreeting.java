package dev.gatescribe.server.demo;

import dev.gatescribe.server.GatewayProcess;
import dev.gatescribe.server.SignInLinks;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What the demo says when it is ready: what to type next. */
final class DemoGreeting {
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
    boolean colours = SignInLinks.isTerminal() && System.getenv("NO_COLOR") == null;
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
    String links = SignInLinks.isTerminal() ? " Enter prints a new sign-in link." : "";
    out.println("ready." + links + " Ctrl-C stops; the recordings stay in " + data);
    out.flush();
  }

  /** A link is good for one sign-in; somebody who needs another presses Enter. */
  void printNewLinksOnEnter() {
    SignInLinks.printOnEnter(
        gateway,
        link -> {
          command(link);
          out.flush();
        });
  }

  private void command(String text) {
    out.println("  " + strong + text + plain);
  }

  private String signInLink() {
    return gateway.newSignInLink();
  }

  /** A path as one word of a shell. */
  private static String word(Path path) {
    return Quoting.shellWord(path.toString());
  }
}
