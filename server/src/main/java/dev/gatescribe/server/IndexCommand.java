package dev.gatescribe.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "index",
    description = "Search recordings by what is in them, and make the search index again.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {IndexSearchCommand.class, IndexRebuildCommand.class})
final class IndexCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification.
  IndexCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say search or rebuild");
  }
}
