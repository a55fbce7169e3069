package dev.gatescribe.recording.format;

import dev.gatescribe.recording.format.EventFields.UnknownCodeException;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.StreamVisibility;
import java.nio.ByteBuffer;

/**
 * Event bodies.
 *
 * <pre>
 *   body    := kind:varint fields
 *   text    := length:varint UTF-8            (at most 16 KiB)
 *   content := 0:varint bytes-to-the-end      (the bytes themselves)
 *            | reason:varint length:varint    (withheld)
 *   labels  := count:varint (key:text value:text)*
 * </pre>
 *
 * The fields of each kind stand in the order of the record's components. A content is always the
 * last field. A reader ignores bytes after the last field that it knows, and gives what it cannot
 * interpret as {@link Event.UnknownEvent}.
 */
public final class EventCodec {
  /** Most bytes of content in one event; a gateway splits what is larger. */
  public static final int CONTENT_MAX_BYTES = 1024 * 1024;

  private static final int PORT_MAX = 65_535;
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private EventCodec() {}

  /**
   * Encodes the body of {@code event}, without copying its content: the body is what was appended
   * to {@code out}, followed by the bytes that are returned.
   *
   * @return the content's bytes; empty if the event has none, or they were withheld
   * @throws IllegalArgumentException if its content is larger than {@link #CONTENT_MAX_BYTES}
   */
  public static ByteBuffer encode(Event event, ByteWriter out) {
    encodeFields(event, out);
    if (event instanceof ContentBearing bearing
        && bearing.content() instanceof Content.Clear(var bytes)) {
      if (bytes.remaining() > CONTENT_MAX_BYTES) {
        throw new IllegalArgumentException("a content of more than 1 MiB");
      }
      return bytes;
    }
    return NO_BYTES;
  }

  private static void encodeFields(Event event, ByteWriter out) {
    switch (event) {
      case Event.SessionStarted(var description) -> {
        EventFields.putKind(EventKind.SESSION_STARTED, out);
        encodeDescription(description, out);
      }
      case Event.SessionEnded(var reason, var detail) -> {
        EventFields.putKind(EventKind.SESSION_ENDED, out);
        out.putText(reason.code());
        out.putText(detail);
      }
      case Event.StreamOpened(var stream, var visibility) -> {
        EventFields.putKind(EventKind.STREAM_OPENED, stream, out);
        out.putVarint(visibility.wireCode());
      }
      case Event.StreamClosed(var stream) ->
          EventFields.putKind(EventKind.STREAM_CLOSED, stream, out);
      case Event.TerminalOpened(var stream, var type, var columns, var rows) -> {
        EventFields.putKind(EventKind.TERMINAL_OPENED, stream, out);
        out.putText(type);
        out.putVarint(columns);
        out.putVarint(rows);
      }
      case Event.TerminalResized(var stream, var columns, var rows) -> {
        EventFields.putKind(EventKind.TERMINAL_RESIZED, stream, out);
        out.putVarint(columns);
        out.putVarint(rows);
      }
      case Event.EnvironmentSet(var stream, var name, var value) -> {
        EventFields.putKind(EventKind.ENVIRONMENT_SET, stream, out);
        out.putText(name);
        EventFields.putContent(value, out);
      }
      case Event.ShellStarted(var stream) ->
          EventFields.putKind(EventKind.SHELL_STARTED, stream, out);
      case Event.CommandStarted(var stream, var command) -> {
        EventFields.putKind(EventKind.COMMAND_STARTED, stream, out);
        EventFields.putContent(command, out);
      }
      case Event.Output(var stream, var content) -> {
        EventFields.putKind(EventKind.OUTPUT, stream, out);
        EventFields.putContent(content, out);
      }
      case Event.ErrorOutput(var stream, var content) -> {
        EventFields.putKind(EventKind.ERROR_OUTPUT, stream, out);
        EventFields.putContent(content, out);
      }
      case Event.Input(var stream, var content) -> {
        EventFields.putKind(EventKind.INPUT, stream, out);
        EventFields.putContent(content, out);
      }
      case Event.EndOfInput(var stream) -> EventFields.putKind(EventKind.END_OF_INPUT, stream, out);
      case Event.EndOfOutput(var stream) ->
          EventFields.putKind(EventKind.END_OF_OUTPUT, stream, out);
      case Event.SignalSent(var stream, var signal) -> {
        EventFields.putKind(EventKind.SIGNAL_SENT, stream, out);
        out.putText(signal);
      }
      case Event.BreakSent(var stream, var millis) -> {
        EventFields.putKind(EventKind.BREAK_SENT, stream, out);
        out.putVarint(millis);
      }
      case Event.Exited(var stream, var status) -> {
        EventFields.putKind(EventKind.EXITED, stream, out);
        out.putVarint(status);
      }
      case Event.Killed(var stream, var signal, var coreDumped, var message) -> {
        EventFields.putKind(EventKind.KILLED, stream, out);
        out.putText(signal);
        out.putVarint(coreDumped ? 1 : 0);
        out.putText(message);
      }
      case Event.Refused(var stream, var what, var reason) -> {
        EventFields.putKind(EventKind.REFUSED, stream, out);
        out.putText(what);
        out.putText(reason);
      }
      case Event.Audited(var audited) -> {
        EventFields.putKind(EventKind.AUDITED, out);
        encodeAudit(audited, out);
      }
      case Event.TargetConnected(
              var localAddress,
              var localPort,
              var remoteAddress,
              var remotePort) -> {
        EventFields.putKind(EventKind.TARGET_CONNECTED, out);
        out.putText(localAddress);
        out.putVarint(localPort);
        out.putText(remoteAddress);
        out.putVarint(remotePort);
      }
      case Event.UnknownEvent(var kind, _) -> out.putVarint(kind);
      case LimitEvent limit -> LimitEventCodec.encode(limit, out);
      case DatabaseEvent database -> DatabaseEventCodec.encode(database, out);
      case KubernetesEvent kubernetes -> KubernetesEventCodec.encode(kubernetes, out);
    }
  }

  /**
   * Reads one body: everything between position and limit. The event's content is a view of {@code
   * body}.
   *
   * @throws FormatException if the bytes cannot be an event of any version
   */
  public static Event decode(ByteBuffer body) throws FormatException {
    ByteReader in = new ByteReader(body);
    int code = in.count(Integer.MAX_VALUE, "the kind of an event");
    EventKind kind = EventKind.ofCode(code);
    ByteBuffer fields = body.slice();
    if (kind == null) {
      return new Event.UnknownEvent(code, new Content.Clear(fields));
    }
    try {
      return decodeFields(kind, in);
    } catch (UnknownCodeException e) {
      return new Event.UnknownEvent(code, new Content.Clear(fields));
    }
  }

  private static Event decodeFields(EventKind kind, ByteReader in)
      throws FormatException, UnknownCodeException {
    return switch (kind) {
      case SESSION_STARTED -> new Event.SessionStarted(decodeDescription(in));
      case SESSION_ENDED ->
          new Event.SessionEnded(
              EventFields.named(EndReason.values(), EndReason::code, in.text()), in.text());
      case STREAM_OPENED ->
          new Event.StreamOpened(
              EventFields.number(in), EventFields.coded(StreamVisibility.values(), in.varint()));
      case STREAM_CLOSED -> new Event.StreamClosed(EventFields.number(in));
      case TERMINAL_OPENED ->
          new Event.TerminalOpened(EventFields.number(in), in.text(), cells(in), cells(in));
      case TERMINAL_RESIZED ->
          new Event.TerminalResized(EventFields.number(in), cells(in), cells(in));
      case ENVIRONMENT_SET ->
          new Event.EnvironmentSet(EventFields.number(in), in.text(), EventFields.content(in));
      case SHELL_STARTED -> new Event.ShellStarted(EventFields.number(in));
      case COMMAND_STARTED ->
          new Event.CommandStarted(EventFields.number(in), EventFields.content(in));
      case OUTPUT -> new Event.Output(EventFields.number(in), EventFields.content(in));
      case ERROR_OUTPUT -> new Event.ErrorOutput(EventFields.number(in), EventFields.content(in));
      case INPUT -> new Event.Input(EventFields.number(in), EventFields.content(in));
      case END_OF_INPUT -> new Event.EndOfInput(EventFields.number(in));
      case END_OF_OUTPUT -> new Event.EndOfOutput(EventFields.number(in));
      case SIGNAL_SENT -> new Event.SignalSent(EventFields.number(in), in.text());
      case BREAK_SENT -> new Event.BreakSent(EventFields.number(in), in.varint());
      case EXITED -> new Event.Exited(EventFields.number(in), in.varint());
      case KILLED ->
          new Event.Killed(EventFields.number(in), in.text(), in.varint() != 0, in.text());
      case REFUSED -> new Event.Refused(EventFields.number(in), in.text(), in.text());
      case AUDITED -> new Event.Audited(decodeAudit(in));
      case TARGET_CONNECTED -> new Event.TargetConnected(in.text(), port(in), in.text(), port(in));
      case CONTENT_LIMITED, CONTENT_DIGEST -> LimitEventCodec.decode(kind, in);
      case STARTUP_PARAMETER_SET,
          STATEMENT_PREPARED,
          VALUES_BOUND,
          STATEMENT_STARTED,
          CLIENT_CONTENT_CONTINUED,
          COPY_INPUT,
          COPY_INPUT_ENDED,
          RESULT_RETURNED,
          STATEMENT_ENDED,
          NOTICE_RECEIVED,
          NOTIFICATION_RECEIVED,
          CANCEL_REQUESTED,
          TRANSACTION_CHANGED,
          MESSAGES_FORWARDED,
          PREPARATION_FAILED ->
          DatabaseEventCodec.decode(kind, in);
      case REQUEST_STARTED,
          REQUEST_BODY,
          RESPONSE_STARTED,
          RESPONSE_BODY,
          REQUEST_UPGRADED,
          STREAM_ATTACHED,
          REQUEST_ENDED,
          REQUEST_REFUSED ->
          KubernetesEventCodec.decode(kind, in);
    };
  }

  private static void encodeDescription(SessionDescription description, ByteWriter out) {
    out.putText(description.id().toString());
    out.putText(description.protocol().code());
    out.putText(description.principal());
    out.putText(description.target());
    out.putText(description.login());
    out.putText(description.clientAddress());
    out.putText(description.authentication());
    out.putText(description.rule());
    EventFields.putInstant(description.startedAt(), out);
    EventFields.putLabels(description.labels(), out);
  }

  private static SessionDescription decodeDescription(ByteReader in)
      throws FormatException, UnknownCodeException {
    return new SessionDescription(
        recordingId(in.text()),
        protocol(in.text()),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        EventFields.instant(in),
        EventFields.labels(in));
  }

  private static void encodeAudit(AuditEvent event, ByteWriter out) {
    EventFields.putInstant(event.at(), out);
    out.putText(event.action().code());
    out.putText(event.reason());
    out.putText(event.session());
    out.putText(event.protocol().code());
    out.putText(event.principal());
    out.putText(event.target());
    out.putText(event.login());
    out.putText(event.clientAddress());
    out.putText(event.rule());
    out.putText(event.policyVersion());
    out.putText(event.authentication());
    out.putText(event.detail());
  }

  private static AuditEvent decodeAudit(ByteReader in)
      throws FormatException, UnknownCodeException {
    return new AuditEvent(
        EventFields.instant(in),
        EventFields.named(AuditAction.values(), AuditAction::code, in.text()),
        in.text(),
        in.text(),
        protocol(in.text()),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text());
  }

  private static int cells(ByteReader in) throws FormatException {
    return in.count(Integer.MAX_VALUE, "the size of a terminal");
  }

  private static int port(ByteReader in) throws FormatException {
    return in.count(PORT_MAX, "a port");
  }

  private static RecordingId recordingId(String text) throws FormatException {
    try {
      return RecordingId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new FormatException("a recording id is malformed", e);
    }
  }

  private static Protocol protocol(String code) throws UnknownCodeException {
    return EventFields.named(Protocol.values(), Protocol::code, code);
  }
}
