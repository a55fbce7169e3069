package dev.gatescribe.recording.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.TimedEvent;

/**
 * Events as JSON, with the names that the REST API and the export of lines share. The type is the
 * event's name with dashes; what content becomes is {@link ContentJson}'s.
 */
public final class EventJson {
  private final ContentJson contents;
  private final boolean withInput;

  /**
   * @param withInput whether what a person typed is told; otherwise only how many bytes it was,
   *     since typed passwords have no business where nobody asked for them
   */
  public EventJson(ContentJson contents, boolean withInput) {
    this.contents = contents;
    this.withInput = withInput;
  }

  /** The event with its place in the recording. */
  public ObjectNode of(TimedEvent timed) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sequence", timed.sequence());
    node.put("offsetMicros", timed.offsetMicros());
    write(timed.event(), node);
    return node;
  }

  private void write(Event event, ObjectNode node) {
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
          contents.put(value, stream("environment-set", stream, node).put("name", name));
      case Event.ShellStarted(var stream) -> stream("shell-started", stream, node);
      case Event.CommandStarted(var stream, var command) ->
          contents.put(command, stream("command-started", stream, node));
      case Event.Output(var stream, var content) ->
          contents.put(content, stream("output", stream, node));
      case Event.ErrorOutput(var stream, var content) ->
          contents.put(content, stream("error-output", stream, node));
      case Event.Input input -> input(input, stream("input", input.stream(), node));
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
      case Event.Audited(var audited) -> audited(audited, node);
      case Event.TargetConnected(
              var localAddress,
              var localPort,
              var remoteAddress,
              var remotePort) ->
          node.put("type", "target-connected")
              .put("localAddress", localAddress)
              .put("localPort", localPort)
              .put("remoteAddress", remoteAddress)
              .put("remotePort", remotePort);
      case LimitEvent limit -> LimitEventJson.write(limit, node);
      case DatabaseEvent database -> DatabaseEventJson.write(database, contents, node);
      case KubernetesEvent kubernetes -> KubernetesEventJson.write(kubernetes, contents, node);
      case Event.UnknownEvent(var kind, var body) ->
          node.put("type", "unknown").put("kind", kind).put("length", body.length());
    }
  }

  private void input(Event.Input input, ObjectNode node) {
    if (withInput) {
      contents.put(input.content(), node);
    } else {
      node.put("length", input.content().length());
    }
  }

  private static ObjectNode stream(String type, int stream, ObjectNode node) {
    return node.put("type", type).put("stream", stream);
  }

  private static void description(SessionDescription description, ObjectNode node) {
    node.put("type", "session-started")
        .put("id", description.id().toString())
        .put("protocol", description.protocol().code())
        .put("principal", description.principal())
        .put("target", description.target())
        .put("login", description.login())
        .put("clientAddress", description.clientAddress())
        .put("authentication", description.authentication())
        .put("rule", description.rule())
        .put("startedAt", description.startedAt().toString());
    ObjectNode labels = node.putObject("labels");
    description.labels().values().forEach(labels::put);
  }

  private static void audited(AuditEvent event, ObjectNode node) {
    node.put("type", "audited")
        .put("at", event.at().toString())
        .put("action", event.action().code())
        .put("reason", event.reason())
        .put("session", event.session())
        .put("protocol", event.protocol().code())
        .put("principal", event.principal())
        .put("target", event.target())
        .put("login", event.login())
        .put("clientAddress", event.clientAddress())
        .put("rule", event.rule())
        .put("detail", event.detail());
    if (!event.policyVersion().isEmpty()) {
      node.put("policyVersion", event.policyVersion());
    }
    if (!event.authentication().isEmpty()) {
      node.put("authentication", event.authentication());
    }
  }
}
