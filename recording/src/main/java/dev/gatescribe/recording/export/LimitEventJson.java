package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.LimitEvent;

/** Where content stops, as JSON, for {@link EventJson}. */
final class LimitEventJson {
  private LimitEventJson() {}

  static void write(LimitEvent event, ObjectNode node) {
    switch (event) {
      case LimitEvent.ContentLimited(var flow, var number, var kept) ->
          flow("content-limited", flow, number, node).put("keptBytes", kept);
      case LimitEvent.ContentDigest digest ->
          flow("content-digest", digest.flow(), digest.number(), node)
              .put("ended", digest.ended())
              .put("bytes", digest.bytes())
              .put("withheldBytes", digest.withheld())
              .put("sha256", digest.sha256());
    }
  }

  private static ObjectNode flow(String type, ContentFlow flow, int number, ObjectNode node) {
    return node.put("type", type).put(flow.carrier().code(), number).put("flow", flow.code());
  }
}
