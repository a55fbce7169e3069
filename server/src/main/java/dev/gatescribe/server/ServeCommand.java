package dev.gatescribe.server;

import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.server.disk.DiskWatch;
import dev.gatescribe.session.Protocol;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    description = "Run the gateway for your own hosts.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration; docs/configuration.md says what stands in it.")
  private Path configuration;

  @Option(names = "--check", description = "Check the configuration, and start nothing.")
  private boolean check;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ServeCommand() {}

  @Override
  public Integer call() throws StartException {
    PrintWriter err = spec.commandLine().getErr();
    if (check) {
      DoorTls.check(ServerConfiguration.read(configuration));
      spec.commandLine().getOut().println(configuration + " is in order");
      return 0;
    }
    ServerProcess.run(configuration, null, gateway -> announce(gateway, err));
    return 0;
  }

  /** To standard error: standard output is for the logs. */
  private static void announce(GatewayProcess gateway, PrintWriter err) {
    ServerConfiguration configuration = gateway.configuration();
    for (Door door : configuration.doors()) {
      line(err, door.protocol().code(), door.listen().toString());
      line(err, "log in", logIn(door));
    }
    if (configuration.doors().stream().anyMatch(door -> door.protocol() != Protocol.SSH)
        && configuration.tls().files().isEmpty()) {
      line(err, "authority", gateway.tlsAuthorityFile() + " is what their clients trust");
    }
    gateway.sshHostKeys().forEach(key -> line(err, "host key", key));
    line(err, "web", gateway.webUrl());
    line(err, "sign in", gateway.newSignInLink() + " (once)");
    line(err, "API token", gateway.secrets().webTokenFile().toString());
    line(err, "recordings", "./gatescribe recordings list " + whereToRead(configuration));
    gateway.disks().forEach(disk -> line(err, "disk", free(disk)));
    line(err, "verify", "--key " + gateway.secrets().publicSigningKey());
    SignInLinks.printOnEnter(gateway, link -> line(err, "sign in", link + " (once)"));
    err.println(
        SignInLinks.isTerminal()
            ? "ready. Enter prints a new sign-in link. Ctrl-C stops"
            : "ready");
  }

  /** What people type, or write into a kubeconfig. */
  private static String logIn(Door door) {
    String host = host(door);
    int port = door.listen().port();
    return switch (door.protocol()) {
      case SSH -> "ssh -p " + port + " LOGIN@TARGET@" + host;
      case POSTGRESQL ->
          "psql 'postgresql://ROLE%40TARGET:TOKEN@"
              + host
              + ":"
              + port
              + "/DATABASE?sslmode=verify-full&sslrootcert=AUTHORITY'";
      case KUBERNETES ->
          "kubectl, with server https://" + host + ":" + port + "/clusters/TARGET/LOGIN";
      case WEB -> throw new IllegalStateException("the web application is no door to targets");
    };
  }

  /** How long it lasts shows in the metrics, once enough was seen to say. */
  private static String free(DiskWatch disk) {
    OptionalLong free = disk.freeBytes();
    return disk.name()
        + ": "
        + (free.isEmpty() ? "free space not known" : Figures.bytes(free.getAsLong()) + " free");
  }

  private static String whereToRead(ServerConfiguration configuration) {
    return switch (configuration.store()) {
      case StoreConfiguration.Directory(Path path) ->
          path.equals(configuration.data().store())
              ? "--data " + configuration.data().root()
              : "--store " + path;
      case StoreConfiguration.Bucket(var settings) -> "--store " + settings.location();
    };
  }

  private static void line(PrintWriter err, String name, String value) {
    err.printf("%-11s%s%n", name, value);
  }

  /** What people type as the gateway's name; one that listens everywhere has more than one. */
  private static String host(Door door) {
    String host = door.listen().host();
    return host.equals("0.0.0.0") || host.equals("::") ? "HOST" : host;
  }
}
