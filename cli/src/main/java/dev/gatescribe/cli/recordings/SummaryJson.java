package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.recording.custody.Hold;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.session.SessionDescription;
import java.util.List;

/** Summaries as JSON, with the names that the REST API uses. */
final class SummaryJson {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final long MICROS_PER_MILLI = 1000;

  private SummaryJson() {}

  /** The summary, and what keeps the recording from being deleted. */
  static ObjectNode of(RecordingSummary summary, List<Hold> holds) {
    ObjectNode node = of(summary);
    ArrayNode array = node.putArray("holds");
    for (Hold hold : holds) {
      array
          .addObject()
          .put("name", hold.name())
          .put("since", hold.since().toString())
          .put("by", hold.by())
          .put("reason", hold.reason());
    }
    return node;
  }

  private static ObjectNode of(RecordingSummary summary) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", summary.id().toString());
    node.put("state", summary.state().code());
    SessionDescription description = summary.description();
    if (description != null) {
      node.put("protocol", description.protocol().code());
      node.put("principal", description.principal());
      node.put("target", description.target());
      node.put("login", description.login());
      node.put("clientAddress", description.clientAddress());
      node.put("authentication", description.authentication());
      node.put("rule", description.rule());
      node.put("startedAt", description.startedAt().toString());
      ObjectNode labels = node.putObject("labels");
      description.labels().values().forEach(labels::put);
    }
    node.put("durationMillis", summary.durationMicros() / MICROS_PER_MILLI);
    node.put("endReason", summary.endReason());
    node.put("endDetail", summary.endDetail());
    node.put("events", summary.events());
    node.put("bytes", summary.storedBytes());
    if (!summary.problem().isEmpty()) {
      node.put("problem", summary.problem());
    }
    return node;
  }
}
