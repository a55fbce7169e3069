package dev.gatescribe.cli.coverage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on coverage. */
@Command(
    name = "coverage",
    description = "Whether every session has its recording, and every login its session.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReconcileCommand.class})
public final class CoverageCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public CoverageCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: reconcile");
  }
}
