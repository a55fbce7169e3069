package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = {
      "Show who did what in one recording.",
      "Of an SSH session its streams, of a database session its statements, of a Kubernetes",
      "session its requests.",
      "With --audit: who was admitted, denied, refused and shown what, a line for each event."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was shown.",
      "1:Something in it is damaged; what comes before that was shown.",
      "2:Nothing could be shown: wrong words, no such recording or store."
    },
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;
  @Mixin private KindOption kind;

  @Parameters(paramLabel = "ID", description = "The recording's id, or its beginning or end.")
  private String id;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many statements, requests or events (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ShowCommand() {}

  @Override
  public Integer call() throws IOException, RecordingNotFoundException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is at least 1");
    }
    RecordingCatalog catalog = store.catalog(kind.kind());
    RecordingId found = StoreOptions.resolve(catalog, id);
    ReadableEvents events = new ReadableEvents(catalog.open(found));
    RecordingSummary summary = catalog.summary(found);
    List<StreamOverview> streams = StreamOverview.of(events);
    LimitOverview limits = LimitOverview.of(events);
    StoryOverview stories =
        kind.kind() == RecordingKind.AUDIT
            ? AuditOverview.of(events, limit)
            : StoryOverview.of(events, summary, limit);
    DamagedRecordingException damage = events.damage();
    List<Hold> holds =
        kind.kind() == RecordingKind.SESSION ? catalog.holds().standing(found) : List.of();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode node = SummaryJson.of(summary, holds);
      ArrayNode array = node.putArray("streams");
      streams.forEach(stream -> array.add(stream.json()));
      stories.addTo(node);
      limits.addTo(node);
      if (damage != null) {
        node.put("problem", damage.getMessage());
      }
      out.println(node.toPrettyString());
    } else {
      describe(summary, damage, out);
      for (Hold hold : holds) {
        line(
            out,
            "held",
            hold.name()
                + ", by "
                + hold.by()
                + " since "
                + Figures.time(hold.since())
                + ": "
                + hold.reason());
      }
      stories.print(out);
      if (!streams.isEmpty() || (stories.isEmpty() && damage == null)) {
        out.println();
        Table table = new Table("STREAM", "WHAT", "TERMINAL", "INPUT", "OUTPUT", "ENDED WITH");
        streams.forEach(stream -> stream.addTo(table));
        out.print(table);
      }
      limits.print(out);
    }
    return damage == null ? ExitCode.OK : ExitCode.DOES_NOT_HOLD;
  }

  private static void describe(
      RecordingSummary summary, @Nullable DamagedRecordingException damage, PrintWriter out) {
    line(out, "recording", summary.id().toString());
    line(out, "state", SummaryText.state(summary));
    SessionDescription description = summary.description();
    if (description != null) {
      line(out, "who", description.principal() + " (" + description.authentication() + ")");
      line(out, "target", description.login() + "@" + description.target());
      line(out, "protocol", description.protocol().code());
      line(out, "from", description.clientAddress());
      line(out, "rule", description.rule());
      if (!description.labels().isEmpty()) {
        line(out, "labels", description.labels().toString());
      }
      line(out, "started", Figures.time(description.startedAt()));
    }
    line(out, "lasted", Figures.duration(summary.durationMicros()));
    String detail = summary.endDetail().isEmpty() ? "" : " (" + summary.endDetail() + ")";
    line(out, "ended", summary.endReason() + detail);
    line(out, "events", Long.toString(summary.events()));
    line(out, "stored", Figures.bytes(summary.storedBytes()));
    if (damage != null) {
      line(out, "damaged", damage.getMessage() + "; nothing after it is shown");
    } else if (!SummaryText.problem(summary).isEmpty()) {
      line(out, "problem", SummaryText.problem(summary));
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-10s %s%n", name, Figures.printable(value));
  }
}
