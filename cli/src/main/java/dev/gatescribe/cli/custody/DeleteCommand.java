package dev.gatescribe.cli.custody;

import dev.gatescribe.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Deletes a recording on request. */
@Command(
    name = "delete",
    description = {
      "Delete a recording for good.",
      "Refused under a hold, and before the minimum of its labels has passed. Asks the running",
      "server, which writes it to the audit log first."
    },
    mixinStandardHelpOptions = true)
public final class DeleteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private RecordingOption recording;
  @Mixin private ReasonOption reason;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public DeleteCommand() {}

  @Override
  public Integer call() {
    String id = recording.id().toString();
    server.post(
        "api/recordings/" + id + "/deletion",
        ServerOptions.JSON.createObjectNode().put("reason", reason.text()));
    spec.commandLine().getOut().println("deleted " + id);
    return ExitCode.OK;
  }
}
