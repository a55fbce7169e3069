package dev.gatescribe.cli;

import dev.gatescribe.cli.coverage.CoverageCommand;
import dev.gatescribe.cli.custody.HoldCommand;
import dev.gatescribe.cli.recordings.RecordingsCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "gatescribe",
    description = "A privileged session gateway with recording.",
    mixinStandardHelpOptions = true,
    version = "gatescribe " + GatescribeCommand.VERSION,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RecordingsCommand.class,
      HoldCommand.class,
      CoverageCommand.class,
      AccessTokenCommand.class
    })
public final class GatescribeCommand implements Runnable {
  public static final String VERSION = "0.1.0";

  /** Wide enough for an option and its default on one line: picocli breaks lines inside paths. */
  public static final int USAGE_WIDTH = 110;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  public GatescribeCommand() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    int code = commandLine(out, err).execute(args);
    // A print writer keeps quiet when a reader that has seen enough (head, less) closes the pipe;
    // that is no failure of ours, so nobody asks it.
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** The command line with its output going to {@code out} and {@code err}. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new GatescribeCommand())
        .setOut(out)
        .setErr(err)
        .setUsageHelpWidth(USAGE_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, _) -> FailureMessage.print(failure, command.getErr()));
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which command");
  }
}
