package dev.gatescribe.server.demo;

import dev.gatescribe.admission.TokenDigest;
import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.server.DataDirectory;
import dev.gatescribe.server.GatewayProcess;
import dev.gatescribe.server.ServerProcess;
import dev.gatescribe.server.StartException;
import dev.gatescribe.session.AccessToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts everything on loopback with a host and a database to log in to, and says what to type
 * next.
 */
@Command(
    name = "demo",
    description =
        "Try everything in one process on loopback, with a host and a database to log in to.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  /** A new one is issued at each start. */
  private static final Duration DATABASE_CERTIFICATE_LIFETIME = Duration.ofDays(365);

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the demo keeps its data (default: ${DEFAULT-VALUE}).",
      defaultValue = ".gatescribe/demo")
  private Path directory;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Move all ports by N (default: 0).")
  private int portOffset;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Offer the cluster of this file's current context, too. Its user must be one that may"
              + " impersonate (default: the cluster of ./gatescribe cluster start, if it runs).")
  private @Nullable Path kubeconfig;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public DemoCommand() {}

  @Override
  public Integer call() throws StartException {
    DemoPorts ports = DemoPorts.moved(portOffset);
    DataDirectory data = new DataDirectory(directory);
    data.create();
    DemoFiles files = new DemoFiles(data);
    files.claim();
    files.prepare(ports);
    AccessToken accessToken = AccessToken.create();
    Optional<DemoCluster> cluster =
        DemoCluster.find(Optional.ofNullable(kubeconfig), files.cluster());
    files.configure(
        new DemoConfiguration(
            ports, files, data.root(), TokenDigest.of(accessToken).hexadecimal(), cluster));
    DemoClients clients = new DemoClients(files, ports, accessToken, cluster.isPresent());
    DemoHost host = DemoHost.start(files, ports.host());
    try {
      DemoDatabase database = startDatabase(files, ports);
      try {
        ServerProcess.run(
            files.configuration(), data.log(), gateway -> announce(gateway, files, clients));
      } finally {
        database.stop();
      }
    } finally {
      host.stop();
    }
    return 0;
  }

  /** The database's certificate is not the gateway's: a target is somebody else's machine. */
  private static DemoDatabase startDatabase(DemoFiles files, DemoPorts ports)
      throws StartException {
    Instant now = Instant.now();
    TlsAuthority authority = TlsAuthority.create("Gatescribe demo database", now);
    try {
      Files.writeString(files.databaseAuthority(), authority.certificatePem());
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
    try {
      return DemoDatabase.start(
          files.database(),
          ports.database(),
          authority.issue(List.of("127.0.0.1"), now, DATABASE_CERTIFICATE_LIFETIME),
          files.databaseAuthority(),
          files.databaseCredential());
    } catch (StartException e) {
      throw new StartException(
          e.getMessage() + "\nIf its port is taken, move all ports of the demo: --port-offset N",
          e);
    }
  }

  private void announce(GatewayProcess gateway, DemoFiles files, DemoClients clients) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      clients.write(gateway);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DemoGreeting greeting = new DemoGreeting(gateway, files, clients, out);
    greeting.print();
    greeting.printNewLinksOnEnter();
  }
}
