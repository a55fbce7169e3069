package dev.gatescribe.server;

import java.io.PrintWriter;
import java.nio.file.Path;
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
      ServerConfiguration.read(configuration);
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
      err.printf("%-11s%s%n", door.protocol().code(), door.listen());
    }
    gateway.sshHostKeys().forEach(key -> err.println("host key  " + key));
    err.println("web       " + gateway.webUrl());
    err.println("sign in   " + gateway.newSignInLink() + " (once)");
    err.println("API token " + gateway.secrets().webTokenFile());
    err.println("verify    --key " + gateway.secrets().publicSigningKey());
    err.println("ready");
  }
}
