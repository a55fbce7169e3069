package dev.gatescribe.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on retention. */
@Command(
    name = "retention",
    description = "See what retention would delete.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RetentionPlanCommand.class)
final class RetentionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  RetentionCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say plan");
  }
}
