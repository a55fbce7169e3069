package dev.gatescribe.cli.custody;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = "List what is held, oldest recording first.",
    mixinStandardHelpOptions = true)
final class HoldListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  HoldListCommand() {}

  @Override
  public Integer call() {
    JsonNode answer = server.get("api/holds");
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.path("recordings").toPrettyString());
      return ExitCode.OK;
    }
    Table table = new Table("RECORDING", "HOLD", "SINCE", "BY", "REASON");
    boolean any = false;
    for (JsonNode held : answer.path("recordings")) {
      for (JsonNode hold : held.path("holds")) {
        any = true;
        table.row(
            held.path("id").asText(),
            hold.path("name").asText(),
            hold.path("since").asText(),
            hold.path("by").asText(),
            hold.path("reason").asText());
      }
    }
    out.print(any ? table : "Nothing is held." + System.lineSeparator());
    return ExitCode.OK;
  }
}
