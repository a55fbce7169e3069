package dev.gatescribe.session.event;

import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.SessionDescription;

/**
 * One recorded thing.
 *
 * <p>A {@code stream} is what SSH calls a channel, and what carries an exec or a forwarded port of
 * Kubernetes: a number, unique in the recording. {@code Output} and {@code ErrorOutput} flow from
 * the target to the client, {@code Input} from the client to the target.
 */
public sealed interface Event
    permits DatabaseEvent,
        KubernetesEvent,
        LimitEvent,
        Event.SessionStarted,
        Event.SessionEnded,
        Event.StreamOpened,
        Event.StreamClosed,
        Event.TerminalOpened,
        Event.TerminalResized,
        Event.EnvironmentSet,
        Event.ShellStarted,
        Event.CommandStarted,
        Event.Output,
        Event.ErrorOutput,
        Event.Input,
        Event.EndOfInput,
        Event.EndOfOutput,
        Event.SignalSent,
        Event.BreakSent,
        Event.Exited,
        Event.Killed,
        Event.Refused,
        Event.Audited,
        Event.TargetConnected,
        Event.UnknownEvent {

  /** Always the first event of a session's recording. */
  record SessionStarted(SessionDescription description) implements Event {}

  /** Always the last event of a recording that was not cut off. */
  record SessionEnded(EndReason reason, String detail) implements Event {}

  /** A stream begins. */
  record StreamOpened(int stream, StreamVisibility visibility) implements Event {}

  /** A stream is closed on both sides. */
  record StreamClosed(int stream) implements Event {}

  /** A terminal was asked for, with its type ({@code TERM}) and size in cells. */
  record TerminalOpened(int stream, String terminalType, int columns, int rows) implements Event {}

  /** The terminal has another size now. */
  record TerminalResized(int stream, int columns, int rows) implements Event {}

  /** An environment variable was passed to the target. */
  record EnvironmentSet(int stream, String name, Content value) implements Event, ContentBearing {
    @Override
    public Content content() {
      return value;
    }
  }

  /** The login shell was started. */
  record ShellStarted(int stream) implements Event {}

  /** A command was started. */
  record CommandStarted(int stream, Content command) implements Event, ContentBearing {
    @Override
    public Content content() {
      return command;
    }
  }

  /** Bytes for the client's standard output. */
  record Output(int stream, Content content) implements Event, ContentBearing {}

  /** Bytes for the client's standard error. */
  record ErrorOutput(int stream, Content content) implements Event, ContentBearing {}

  /** Bytes from the client. */
  record Input(int stream, Content content) implements Event, ContentBearing {}

  /** The client will send no more bytes on this stream. */
  record EndOfInput(int stream) implements Event {}

  /** The target will send no more bytes on this stream. */
  record EndOfOutput(int stream) implements Event {}

  /** The client sent a signal, by its name without {@code SIG} (RFC 4254, section 6.9). */
  record SignalSent(int stream, String signal) implements Event {}

  /** The client sent a break of so many milliseconds (RFC 4335). */
  record BreakSent(int stream, long millis) implements Event {}

  /** What was started on the stream ended with this status. */
  record Exited(int stream, long status) implements Event {}

  /** What was started on the stream was ended by a signal (RFC 4254, section 6.10). */
  record Killed(int stream, String signal, boolean coreDumped, String message) implements Event {}

  /** Something was asked for and refused; nothing of it reached the target. */
  record Refused(int stream, String what, String reason) implements Event {}

  /** An event of the audit log; stands only in the audit log's own recordings. */
  record Audited(AuditEvent event) implements Event {}

  /**
   * The gateway reached the target; appended before it shows who it is. By these four, the login
   * that the target writes into its own log is found again.
   *
   * @param localAddress of the gateway, as the target sees it unless something between rewrites it
   * @param remoteAddress of the target
   */
  record TargetConnected(String localAddress, int localPort, String remoteAddress, int remotePort)
      implements Event {}

  /** A kind that this reader does not know; the body is kept as it is. */
  record UnknownEvent(int kind, Content body) implements Event, ContentBearing {
    @Override
    public Content content() {
      return body;
    }
  }
}
