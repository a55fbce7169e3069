package dev.gatescribe.cli.custody;

import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "remove",
    description = {
      "Lift a hold. What is past its maximum and has no other hold is then deleted soon.",
      "Asks the running server, which writes it to the audit log."
    },
    mixinStandardHelpOptions = true)
final class HoldRemoveCommand implements Callable<Integer> {
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
  HoldRemoveCommand() {}

  @Override
  public Integer call() {
    String id = recording.id().toString();
    server.post(
        "api/recordings/"
            + id
            + "/holds/"
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "/removal",
        ServerOptions.JSON.createObjectNode().put("reason", reason.text()));
    spec.commandLine().getOut().println("lifted " + id + " (" + Figures.printable(name) + ")");
    return ExitCode.OK;
  }
}
