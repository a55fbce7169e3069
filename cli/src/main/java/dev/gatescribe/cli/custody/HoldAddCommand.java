package dev.gatescribe.cli.custody;

import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "add",
    description = {
      "Keep a recording until the hold is removed; also one whose session is running.",
      "Asks the running server, which writes it to the audit log."
    },
    mixinStandardHelpOptions = true)
final class HoldAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private RecordingOption recording;
  @Mixin private ReasonOption reason;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Which hold, where a recording has several (default: ${DEFAULT-VALUE}).")
  private String name = "hold";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  HoldAddCommand() {}

  @Override
  public Integer call() {
    String id = recording.id().toString();
    server.post(
        "api/recordings/" + id + "/holds",
        ServerOptions.JSON.createObjectNode().put("name", name).put("reason", reason.text()));
    spec.commandLine().getOut().println("held " + id + " (" + Figures.printable(name) + ")");
    return ExitCode.OK;
  }
}
