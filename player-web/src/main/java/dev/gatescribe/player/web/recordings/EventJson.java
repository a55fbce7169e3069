package dev.gatescribe.player.web.recordings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.ByteBuffer;

/**
 * Events as JSON. The type is the event's name with dashes; content is {@code data} in base64, or
 * {@code withheld} with reason and length.
 *
 * <p>Of what a person typed only the length is told: the player shows what the screen showed, and
 * typed passwords have no business in a browser.
 */
final class EventJson {
  private EventJson() {}

  static ObjectNode of(TimedEvent timed) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sequence", timed.sequence());
    node.put("offsetMicros", timed.offsetMicros());
    write(timed.event(), node);
    return node;
  }

  /** How many bytes of content an event brings into an answer. */
  static long contentLength(Event event) {
    // Of input only the length is told, so it brings nothing.
    return event instanceof ContentBearing bearing
            && bearing.content() instanceof Content.Clear clear
            && !(event instanceof Event.Input || event instanceof Event.UnknownEvent)
        ? clear.length()
        : 0;
  }

  private static void write(Event event, ObjectNode node) {
    switch (event) {
      case Event.SessionStarted(var description) -> description(description, node);
      case Event.SessionEnded(var reason, var detail) ->
          node.put("type", "session-ended").put("reason", reason.code()).put("detail", detail);
      case Event.StreamOpened(var stream, var visibility) ->
          stream("stream-opened", stream, node).put("visibility", visibility.code());
      case Event.StreamClosed(var stream) -> stream("stream-closed", stream, node);
      case Event.TerminalOpened(var stream, var terminalType, var columns, var rows) ->
          stream("terminal-opened", stream, node)
              .put("terminalType", terminalType)
              .put("columns", columns)
              .put("rows", rows);
      case Event.TerminalResized(var stream, var columns, var rows) ->
          stream("terminal-resized", stream, node).put("columns", columns).put("rows", rows);
      case Event.EnvironmentSet(var stream, var name, var value) ->
          content(value, stream("environment-set", stream, node).put("name", name));
      case Event.ShellStarted(var stream) -> stream("shell-started", stream, node);
      case Event.CommandStarted(var stream, var command) ->
          content(command, stream("command-started", stream, node));
      case Event.Output(var stream, var content) ->
          content(content, stream("output", stream, node));
      case Event.ErrorOutput(var stream, var content) ->
          content(content, stream("error-output", stream, node));
      case Event.Input(var stream, var content) ->
          stream("input", stream, node).put("length", content.length());
      case Event.EndOfInput(var stream) -> stream("end-of-input", stream, node);
      case Event.EndOfOutput(var stream) -> stream("end-of-output", stream, node);
      case Event.SignalSent(var stream, var signal) ->
          stream("signal-sent", stream, node).put("signal", signal);
      case Event.BreakSent(var stream, var millis) ->
          stream("break-sent", stream, node).put("millis", millis);
      case Event.Exited(var stream, var status) ->
          stream("exited", stream, node).put("status", status);
      case Event.Killed(var stream, var signal, var coreDumped, var message) ->
          stream("killed", stream, node)
              .put("signal", signal)
              .put("coreDumped", coreDumped)
              .put("message", message);
      case Event.Refused(var stream, var what, var reason) ->
          stream("refused", stream, node).put("what", what).put("reason", reason);
      case Event.Audited _ -> node.put("type", "audited");
      case DatabaseEvent _ -> node.put("type", "database");
      case KubernetesEvent _ -> node.put("type", "kubernetes");
      case Event.UnknownEvent(var kind, var body) ->
          node.put("type", "unknown").put("kind", kind).put("length", body.length());
    }
  }

  private static ObjectNode stream(String type, int stream, ObjectNode node) {
    return node.put("type", type).put("stream", stream);
  }

  private static void description(SessionDescription description, ObjectNode node) {
    node.put("type", "session-started")
        .put("protocol", description.protocol().code())
        .put("principal", description.principal())
        .put("target", description.target())
        .put("login", description.login());
  }

  private static void content(Content content, ObjectNode node) {
    switch (content) {
      case Content.Clear(var bytes) -> {
        ByteBuffer source = bytes.duplicate();
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        node.put("data", copy);
      }
      case Content.Withheld(var reason, var length) ->
          node.putObject("withheld").put("reason", reason.code()).put("length", length);
    }
  }
}
