package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestedResource;

/** The events of Kubernetes sessions as JSON, for {@link EventJson}. */
final class KubernetesEventJson {
  private KubernetesEventJson() {}

  static void write(KubernetesEvent event, ContentJson contents, ObjectNode node) {
    switch (event) {
      case KubernetesEvent.RequestStarted started -> {
        request("request-started", started.request(), node)
            .put("method", started.method())
            .put("verb", started.verb());
        resource(started.resource(), node.putObject("resource"));
        contents.put(started.content(), node.put("userAgent", started.userAgent()));
      }
      case KubernetesEvent.RequestBody(var request, var body) ->
          contents.put(body, request("request-body", request, node));
      case KubernetesEvent.ResponseStarted(var request, var status, var contentType) ->
          request("response-started", request, node)
              .put("status", status)
              .put("contentType", contentType);
      case KubernetesEvent.ResponseBody(var request, var body) ->
          contents.put(body, request("response-body", request, node));
      case KubernetesEvent.RequestUpgraded(var request, var protocol) ->
          request("request-upgraded", request, node).put("protocol", protocol);
      case KubernetesEvent.StreamAttached(var request, var stream, var purpose, var detail) ->
          request("stream-attached", request, node)
              .put("stream", stream)
              .put("purpose", purpose.code())
              .put("detail", detail);
      case KubernetesEvent.RequestRefused(var request, var what, var reason) ->
          request("request-refused", request, node).put("what", what).put("reason", reason);
      case KubernetesEvent.RequestEnded(var request, var outcome) ->
          request("request-ended", request, node).put("outcome", outcome.code());
    }
  }

  static void resource(RequestedResource resource, ObjectNode node) {
    node.put("group", resource.group())
        .put("version", resource.version())
        .put("namespace", resource.namespace())
        .put("resource", resource.resource())
        .put("name", resource.name())
        .put("subresource", resource.subresource());
  }

  private static ObjectNode request(String type, int request, ObjectNode node) {
    return node.put("type", type).put("request", request);
  }
}
