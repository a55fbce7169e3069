package dev.gatescribe.server;

import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.server.demo.DemoCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The server process, {@code gatescribe serve} or {@code gatescribe demo}, and the commands that
 * need its database.
 */
@QuarkusMain
@Command(
    name = "gatescribe",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      IndexCommand.class,
      RetentionCommand.class,
      PolicyCommand.class
    })
public final class Main implements Runnable {
  /** What a start exits with when the configuration or the machine does not allow it. */
  static final int CANNOT_START = 2;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  public Main() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    int code =
        commandLine(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .execute(args);
    System.exit(code);
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setUsageHelpWidth(GatescribeCommand.USAGE_WIDTH)
        .setExecutionExceptionHandler((failure, _, _) -> report(failure, err));
  }

  private static int report(Exception failure, PrintWriter err) {
    if (failure instanceof StartException) {
      err.println(failure.getMessage());
    } else {
      err.println("gatescribe cannot start: " + failure);
      failure.printStackTrace(err);
    }
    return CANNOT_START;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say serve, demo, index, retention or policy");
  }
}
