package dev.gatescribe.server.demo;

import dev.gatescribe.server.DataDirectory;
import dev.gatescribe.server.GatewayProcess;
import dev.gatescribe.server.ServerProcess;
import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything on loopback with a host to log in to, and says what to type next. */
@Command(
    name = "demo",
    description = "Try everything in one process on loopback, with a host to log in to.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
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
      description = "Move all ports by N (default: 0; ports 2222, 8080 and 2200).")
  private int portOffset;

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
    DemoHost host = DemoHost.start(files, ports.host());
    try {
      ServerProcess.run(
          files.configuration(), data.log(), gateway -> announce(gateway, files, ports));
    } finally {
      host.stop();
    }
    return 0;
  }

  private void announce(GatewayProcess gateway, DemoFiles files, DemoPorts ports) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      files.describe(ports, gateway.sshHostKeys(), gateway.webUrl(), gateway.webToken());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DemoGreeting greeting = new DemoGreeting(gateway, files, out);
    greeting.print();
    greeting.printNewLinksOnEnter();
  }
}
