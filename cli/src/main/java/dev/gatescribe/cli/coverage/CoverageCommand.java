package dev.gatescribe.cli.coverage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.recordings.StoreOptions;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.session.AuditEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What became of every admitted session, from what is stored. */
@Command(
    name = "coverage",
    description = {
      "Count what became of every session that the audit log says was admitted.",
      "",
      "This reads the store alone. A session without a manifest is unfinished as long as a gateway may",
      "be recording or storing it: whether one does, its own metrics and the web application tell."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every session has its recording.",
      "1:Recordings are missing; they are named.",
      "2:Nothing could be said: wrong words, no such store."
    },
    mixinStandardHelpOptions = true,
    subcommands = {ReconcileCommand.class})
public final class CoverageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Leave out what was admitted before, such as 2026-11-21 (default: nothing).")
  private Instant from = Instant.EPOCH;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public CoverageCommand() {}

  @Override
  public Integer call() throws IOException {
    ObjectStore objects = store.open();
    StoredCoverage coverage = StoredCoverage.read(objects, from, Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      printJson(coverage, out);
    } else {
      print(coverage, out);
    }
    return coverage.missing().isEmpty() && coverage.damagedAudit().isEmpty()
        ? ExitCode.OK
        : ExitCode.DOES_NOT_HOLD;
  }

  private static void print(StoredCoverage coverage, PrintWriter out) {
    if (!coverage.missing().isEmpty()) {
      Table table =
          new Table("ADMITTED", "SESSION", "PROTOCOL", "WHO", "TARGET", "LOGIN", "FROM", "WHY");
      coverage
          .missing()
          .forEach((admission, why) ->
              table.row(
                  Figures.time(admission.at()),
                  admission.session(),
                  admission.protocol().code(),
                  admission.principal(),
                  admission.target(),
                  admission.login(),
                  admission.clientAddress(),
                  why));
      out.print(table);
      out.println();
    }
    coverage
        .damagedAudit()
        .forEach(
            (id, why) -> out.println("WRONG  a part of the audit log: " + Figures.printable(why)));
    for (Map.Entry<StoredCoverage.State, Long> count : coverage.counts().entrySet()) {
      out.printf("%-10s %,d%n", count.getKey().code(), count.getValue());
    }
    out.printf(
        "%s %,d admitted, %,d missing%n",
        coverage.missing().isEmpty() ? "OK    " : "WRONG ",
        coverage.admissions(),
        coverage.missing().size());
  }

  private static void printJson(StoredCoverage coverage, PrintWriter out) {
    ObjectNode node = JsonMapper.builder().build().createObjectNode();
    node.put("admissions", coverage.admissions());
    ObjectNode states = node.putObject("states");
    coverage.counts().forEach((state, count) -> states.put(state.code(), count));
    ArrayNode missing = node.putArray("missing");
    for (Map.Entry<AuditEvent, String> each : coverage.missing().entrySet()) {
      AuditEvent admission = each.getKey();
      missing
          .addObject()
          .put("id", admission.session())
          .put("admittedAt", admission.at().toString())
          .put("protocol", admission.protocol().code())
          .put("principal", admission.principal())
          .put("target", admission.target())
          .put("login", admission.login())
          .put("why", each.getValue());
    }
    ArrayNode damaged = node.putArray("damagedAudit");
    coverage.damagedAudit().values().forEach(damaged::add);
    out.println(node.toPrettyString());
  }
}
