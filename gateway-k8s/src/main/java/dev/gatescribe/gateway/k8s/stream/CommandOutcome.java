package dev.gatescribe.gateway.k8s.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a command ended, read from its error channel: a {@code Status} (from {@code
 * v4.channel.k8s.io} on), with the exit code among its causes.
 */
final class CommandOutcome {

  /** A Status is some hundred bytes. */
  static final int MAX_BYTES = 64 * 1_024;

  private static final JsonMapper JSON = new JsonMapper();

  private final int request;
  private final int stream;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private boolean said;

  CommandOutcome(int request, int stream) {
    this.request = request;
    this.stream = stream;
  }

  void add(ByteBuffer more) throws WireException {
    if (bytes.size() + more.remaining() > MAX_BYTES) {
      throw new WireException("an outcome that is too long");
    }
    byte[] copy = new byte[more.remaining()];
    more.duplicate().get(copy);
    bytes.writeBytes(copy);
  }

  boolean isSaid() {
    return said;
  }

  /** What was said so far, if it is something. */
  List<Event> end() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return List.of();
    }
    bytes.reset();
    said = true;
    try {
      JsonNode status = JSON.readTree(text);
      if (status.path("status").asText().equals("Success")) {
        return List.of(new Event.Exited(stream, 0));
      }
      for (JsonNode cause : status.path("details").path("causes")) {
        if (cause.path("reason").asText().equals("ExitCode")) {
          return List.of(new Event.Exited(stream, Long.parseLong(cause.path("message").asText())));
        }
      }
    } catch (JsonProcessingException | NumberFormatException other) {
      // It is said below as it is.
      return asItIs(text);
    }
    return asItIs(text);
  }

  /** No exit code: the command never ran, or nobody knows how it ended. */
  private List<Event> asItIs(String text) {
    return List.of(new KubernetesEvent.ResponseBody(request, Content.of(text)));
  }
}
