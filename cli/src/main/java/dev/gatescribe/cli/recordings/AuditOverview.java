package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.export.ContentJson;
import dev.gatescribe.recording.export.EventJson;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The first events of a part of the audit log, a line for each. */
record AuditOverview(List<TimedEvent> events, long more) implements StoryOverview {
  static AuditOverview of(ReadableEvents readable, int limit) throws IOException {
    List<TimedEvent> first = new ArrayList<>();
    long[] more = {0};
    readable.forEach(timed -> {
      if (timed.event() instanceof Event.Audited) {
        if (first.size() < limit) {
          first.add(timed);
        } else {
          more[0]++;
        }
      }
    });
    return new AuditOverview(List.copyOf(first), more[0]);
  }

  @Override
  public boolean isEmpty() {
    return events.isEmpty();
  }

  @Override
  public void addTo(ObjectNode node) {
    EventJson json = new EventJson(ContentJson.TEXT_OR_DATA, false);
    ArrayNode array = node.putArray("auditEvents");
    events.forEach(timed -> array.add(json.of(timed)));
    node.put("moreAuditEvents", more);
  }

  @Override
  public void print(PrintWriter out) {
    Table table =
        new Table(
            "TIME", "ACTION", "REASON", "WHO", "TARGET", "LOGIN", "FROM", "RULE", "SESSION",
            "DETAIL");
    for (TimedEvent timed : events) {
      if (timed.event() instanceof Event.Audited(AuditEvent event)) {
        table.row(
            Figures.time(event.at()),
            event.action().code(),
            event.reason(),
            event.principal(),
            event.target(),
            event.login(),
            event.clientAddress(),
            event.rule(),
            event.session(),
            event.detail());
      }
    }
    out.println();
    out.print(table);
    StoryOverview.printMore(more, "events", out);
  }
}
