package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = "List recordings, newest first.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;
  @Mixin private KindOption kind;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ListCommand() {}

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is at least 1");
    }
    RecordingCatalog catalog = store.catalog(kind.kind());
    List<RecordingSummary> recordings = catalog.page(limit, null);
    Map<RecordingId, List<Hold>> held =
        kind.kind() == RecordingKind.SESSION
            ? catalog.holds().standing(recordings.stream().map(RecordingSummary::id).toList())
            : Map.of();
    var out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = SummaryJson.JSON.createArrayNode();
      recordings.forEach(summary ->
          array.add(SummaryJson.of(summary, held.getOrDefault(summary.id(), List.of()))));
      out.println(array.toPrettyString());
    } else if (recordings.isEmpty()) {
      out.println(
          "No recordings yet. Connect through the gateway with ssh, psql or kubectl, then look again.");
    } else {
      out.print(table(recordings, held.keySet()));
    }
    return ExitCode.OK;
  }

  private static String table(List<RecordingSummary> recordings, Set<RecordingId> held) {
    Table table =
        new Table("ID", "PROTOCOL", "WHO", "TARGET", "STARTED", "LASTED", "STATE", "ENDED BECAUSE");
    for (RecordingSummary summary : recordings) {
      SessionDescription description = summary.description();
      table.row(
          summary.id().toString(),
          description == null ? "" : description.protocol().code(),
          description == null ? "" : description.principal(),
          description == null ? "" : description.login() + "@" + description.target(),
          Figures.time(description == null ? summary.id().createdAt() : description.startedAt()),
          Figures.duration(summary.durationMicros()),
          SummaryText.state(summary) + (held.contains(summary.id()) ? ", held" : ""),
          SummaryText.problem(summary).isEmpty()
              ? summary.endReason()
              : SummaryText.problem(summary));
    }
    return table.toString();
  }
}
