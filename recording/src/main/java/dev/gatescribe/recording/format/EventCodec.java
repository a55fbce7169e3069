package dev.gatescribe.recording.format;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.WithheldReason;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Event bodies.
 *
 * <pre>
 *   body    := kind:varint fields
 *   text    := length:varint UTF-8            (at most 16 KiB)
 *   content := 0:varint bytes-to-the-end      (the bytes themselves)
 *            | reason:varint length:varint    (withheld)
 * </pre>
 *
 * The fields of each kind stand in the order of the record's components. A content is always the
 * last field. A reader ignores bytes after the last field that it knows, and gives what it cannot
 * interpret as {@link Event.UnknownEvent}.
 */
public final class EventCodec {
  /** Most bytes of content in one event; a gateway splits what is larger. */
  public static final int CONTENT_MAX_BYTES = 1024 * 1024;

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
  private static final int STREAM_MAX = Integer.MAX_VALUE;

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
    if (contentOf(event) instanceof Content.Clear(var bytes)) {
      if (bytes.remaining() > CONTENT_MAX_BYTES) {
        throw new IllegalArgumentException("a content of more than 1 MiB");
      }
      return bytes;
    }
    return NO_BYTES;
  }

  private static @Nullable Content contentOf(Event event) {
    return switch (event) {
      case Event.Output(_, var content) -> content;
      case Event.ErrorOutput(_, var content) -> content;
      case Event.Input(_, var content) -> content;
      case Event.CommandStarted(_, var command) -> command;
      case Event.EnvironmentSet(_, _, var value) -> value;
      case Event.UnknownEvent(_, var body) -> body;
      case Event.SessionStarted _, Event.SessionEnded _, Event.StreamOpened _ -> null;
      case Event.StreamClosed _, Event.TerminalOpened _, Event.TerminalResized _ -> null;
      case Event.ShellStarted _, Event.EndOfInput _, Event.EndOfOutput _ -> null;
      case Event.SignalSent _, Event.BreakSent _, Event.Exited _, Event.Killed _ -> null;
      case Event.Refused _, Event.Audited _ -> null;
    };
  }

  private static void encodeFields(Event event, ByteWriter out) {
    switch (event) {
      case Event.SessionStarted(var description) -> {
        kind(EventKind.SESSION_STARTED, out);
        encodeDescription(description, out);
      }
      case Event.SessionEnded(var reason, var detail) -> {
        kind(EventKind.SESSION_ENDED, out);
        out.putText(reason.code());
        out.putText(detail);
      }
      case Event.StreamOpened(var stream, var visibility) -> {
        kind(EventKind.STREAM_OPENED, stream, out);
        out.putVarint(visibility.wireCode());
      }
      case Event.StreamClosed(var stream) -> kind(EventKind.STREAM_CLOSED, stream, out);
      case Event.TerminalOpened(var stream, var type, var columns, var rows) -> {
        kind(EventKind.TERMINAL_OPENED, stream, out);
        out.putText(type);
        out.putVarint(columns);
        out.putVarint(rows);
      }
      case Event.TerminalResized(var stream, var columns, var rows) -> {
        kind(EventKind.TERMINAL_RESIZED, stream, out);
        out.putVarint(columns);
        out.putVarint(rows);
      }
      case Event.EnvironmentSet(var stream, var name, var value) -> {
        kind(EventKind.ENVIRONMENT_SET, stream, out);
        out.putText(name);
        encodeContent(value, out);
      }
      case Event.ShellStarted(var stream) -> kind(EventKind.SHELL_STARTED, stream, out);
      case Event.CommandStarted(var stream, var command) -> {
        kind(EventKind.COMMAND_STARTED, stream, out);
        encodeContent(command, out);
      }
      case Event.Output(var stream, var content) -> {
        kind(EventKind.OUTPUT, stream, out);
        encodeContent(content, out);
      }
      case Event.ErrorOutput(var stream, var content) -> {
        kind(EventKind.ERROR_OUTPUT, stream, out);
        encodeContent(content, out);
      }
      case Event.Input(var stream, var content) -> {
        kind(EventKind.INPUT, stream, out);
        encodeContent(content, out);
      }
      case Event.EndOfInput(var stream) -> kind(EventKind.END_OF_INPUT, stream, out);
      case Event.EndOfOutput(var stream) -> kind(EventKind.END_OF_OUTPUT, stream, out);
      case Event.SignalSent(var stream, var signal) -> {
        kind(EventKind.SIGNAL_SENT, stream, out);
        out.putText(signal);
      }
      case Event.BreakSent(var stream, var millis) -> {
        kind(EventKind.BREAK_SENT, stream, out);
        out.putVarint(millis);
      }
      case Event.Exited(var stream, var status) -> {
        kind(EventKind.EXITED, stream, out);
        out.putVarint(status);
      }
      case Event.Killed(var stream, var signal, var coreDumped, var message) -> {
        kind(EventKind.KILLED, stream, out);
        out.putText(signal);
        out.putVarint(coreDumped ? 1 : 0);
        out.putText(message);
      }
      case Event.Refused(var stream, var what, var reason) -> {
        kind(EventKind.REFUSED, stream, out);
        out.putText(what);
        out.putText(reason);
      }
      case Event.Audited(var audited) -> {
        kind(EventKind.AUDITED, out);
        encodeAudit(audited, out);
      }
      case Event.UnknownEvent(var kind, _) -> out.putVarint(kind);
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
      case SESSION_ENDED -> new Event.SessionEnded(endReason(in.text()), in.text());
      case STREAM_OPENED -> new Event.StreamOpened(stream(in), visibility(in.varint()));
      case STREAM_CLOSED -> new Event.StreamClosed(stream(in));
      case TERMINAL_OPENED -> new Event.TerminalOpened(stream(in), in.text(), cells(in), cells(in));
      case TERMINAL_RESIZED -> new Event.TerminalResized(stream(in), cells(in), cells(in));
      case ENVIRONMENT_SET -> new Event.EnvironmentSet(stream(in), in.text(), decodeContent(in));
      case SHELL_STARTED -> new Event.ShellStarted(stream(in));
      case COMMAND_STARTED -> new Event.CommandStarted(stream(in), decodeContent(in));
      case OUTPUT -> new Event.Output(stream(in), decodeContent(in));
      case ERROR_OUTPUT -> new Event.ErrorOutput(stream(in), decodeContent(in));
      case INPUT -> new Event.Input(stream(in), decodeContent(in));
      case END_OF_INPUT -> new Event.EndOfInput(stream(in));
      case END_OF_OUTPUT -> new Event.EndOfOutput(stream(in));
      case SIGNAL_SENT -> new Event.SignalSent(stream(in), in.text());
      case BREAK_SENT -> new Event.BreakSent(stream(in), in.varint());
      case EXITED -> new Event.Exited(stream(in), in.varint());
      case KILLED -> new Event.Killed(stream(in), in.text(), in.varint() != 0, in.text());
      case REFUSED -> new Event.Refused(stream(in), in.text(), in.text());
      case AUDITED -> new Event.Audited(decodeAudit(in));
    };
  }

  private static void encodeContent(Content content, ByteWriter out) {
    switch (content) {
      case Content.Clear _ -> out.putVarint(0);
      case Content.Withheld(var reason, var length) -> {
        out.putVarint(reason.wireCode());
        out.putVarint(length);
      }
    }
  }

  private static Content decodeContent(ByteReader in) throws FormatException, UnknownCodeException {
    long reason = in.varint();
    if (reason == 0) {
      if (in.remaining() > CONTENT_MAX_BYTES) {
        throw new FormatException("a content of more than 1 MiB");
      }
      return new Content.Clear(in.rest());
    }
    for (WithheldReason known : WithheldReason.values()) {
      if (known.wireCode() == reason) {
        return new Content.Withheld(known, withheldLength(in));
      }
    }
    throw new UnknownCodeException();
  }

  private static long withheldLength(ByteReader in) throws FormatException {
    long length = in.varint();
    if (length < 0) {
      throw new FormatException("the length of a withheld content is out of range");
    }
    return length;
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
    encodeInstant(description.startedAt(), out);
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
        decodeInstant(in));
  }

  private static void encodeAudit(AuditEvent event, ByteWriter out) {
    encodeInstant(event.at(), out);
    out.putText(event.action().code());
    out.putText(event.reason());
    out.putText(event.session());
    out.putText(event.protocol().code());
    out.putText(event.principal());
    out.putText(event.target());
    out.putText(event.login());
    out.putText(event.clientAddress());
    out.putText(event.rule());
    out.putText(event.detail());
  }

  private static AuditEvent decodeAudit(ByteReader in)
      throws FormatException, UnknownCodeException {
    return new AuditEvent(
        decodeInstant(in),
        auditAction(in.text()),
        in.text(),
        in.text(),
        protocol(in.text()),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text());
  }

  private static void encodeInstant(Instant instant, ByteWriter out) {
    out.putVarint(instant.getEpochSecond());
    out.putVarint(instant.getNano());
  }

  private static Instant decodeInstant(ByteReader in) throws FormatException {
    try {
      return Instant.ofEpochSecond(in.varint(), in.count(999_999_999, "nanoseconds"));
    } catch (DateTimeException e) {
      throw new FormatException("a time is out of range", e);
    }
  }

  private static void kind(EventKind kind, ByteWriter out) {
    out.putVarint(kind.code());
  }

  private static void kind(EventKind kind, int stream, ByteWriter out) {
    out.putVarint(kind.code());
    out.putVarint(stream);
  }

  private static int stream(ByteReader in) throws FormatException {
    return in.count(STREAM_MAX, "the number of a stream");
  }

  private static int cells(ByteReader in) throws FormatException {
    return in.count(Integer.MAX_VALUE, "the size of a terminal");
  }

  private static RecordingId recordingId(String text) throws FormatException {
    try {
      return RecordingId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new FormatException("a recording id is malformed", e);
    }
  }

  private static Protocol protocol(String code) throws UnknownCodeException {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.code().equals(code)) {
        return protocol;
      }
    }
    throw new UnknownCodeException();
  }

  private static StreamVisibility visibility(long code) throws UnknownCodeException {
    for (StreamVisibility visibility : StreamVisibility.values()) {
      if (visibility.wireCode() == code) {
        return visibility;
      }
    }
    throw new UnknownCodeException();
  }

  private static EndReason endReason(String code) throws UnknownCodeException {
    for (EndReason reason : EndReason.values()) {
      if (reason.code().equals(code)) {
        return reason;
      }
    }
    throw new UnknownCodeException();
  }

  private static AuditAction auditAction(String code) throws UnknownCodeException {
    for (AuditAction action : AuditAction.values()) {
      if (action.code().equals(code)) {
        return action;
      }
    }
    throw new UnknownCodeException();
  }

  /** A newer writer used a code that this reader does not know; not an error. */
  private static final class UnknownCodeException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
