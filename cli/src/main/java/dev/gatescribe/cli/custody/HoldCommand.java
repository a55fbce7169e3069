package dev.gatescribe.cli.custody;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on holds. */
@Command(
    name = "hold",
    description = "Keep recordings whatever their age, and say which are kept.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {HoldAddCommand.class, HoldRemoveCommand.class, HoldListCommand.class})
public final class HoldCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  public HoldCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: add, remove or list");
  }
}
