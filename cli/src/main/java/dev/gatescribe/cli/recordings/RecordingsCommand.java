package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.custody.DeleteCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on recordings. */
@Command(
    name = "recordings",
    description = "List, show, verify, export, play and delete recordings.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      VerifyCommand.class,
      ExportCommand.class,
      PlayCommand.class,
      DeleteCommand.class
    })
public final class RecordingsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  public RecordingsCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do with recordings: list, show, verify, export, play or delete");
  }
}
