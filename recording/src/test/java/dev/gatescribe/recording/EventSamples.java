package dev.gatescribe.recording;

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
import java.time.Instant;
import java.util.List;

/** At least one event of every kind, with fields that differ from each other. */
public final class EventSamples {
  public static final RecordingId ID = RecordingId.parse("01kdyw9bh0kzxwfh8rsb6v4d2e");
  public static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678901Z");

  private EventSamples() {}

  public static SessionDescription description(RecordingId id) {
    return new SessionDescription(
        id,
        Protocol.SSH,
        "asha",
        "web-1",
        "deploy",
        "192.0.2.7:50022",
        "publickey SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg",
        "operators-to-web",
        STARTED);
  }

  public static AuditEvent auditEvent() {
    return new AuditEvent(
        STARTED.plusNanos(1),
        AuditAction.SESSION_DENIED,
        "target-not-allowed",
        ID.toString(),
        Protocol.POSTGRESQL,
        "asha",
        "ledger",
        "owner",
        "192.0.2.7:50023",
        "",
        "no rule lets asha reach ledger");
  }

  /** All kinds that stand in the recording of a session, in an order that could have happened. */
  public static List<Event> session() {
    return List.of(
        new Event.SessionStarted(description(ID)),
        new Event.StreamOpened(0, StreamVisibility.CONTENT),
        new Event.EnvironmentSet(0, "LANG", Content.of("de_AT.UTF-8")),
        new Event.EnvironmentSet(0, "TOKEN", new Content.Withheld(WithheldReason.POLICY, 40)),
        new Event.TerminalOpened(0, "xterm-256color", 120, 40),
        new Event.ShellStarted(0),
        new Event.Output(0, Content.of("grüezi ☃ \u001b[1m$\u001b[0m ")),
        new Event.Input(0, Content.of("ls\r")),
        new Event.Output(0, Content.of(new byte[] {(byte) 0xe2, (byte) 0x98})),
        new Event.Output(0, Content.of(new byte[] {(byte) 0x83, 0, (byte) 0xff})),
        new Event.TerminalResized(0, 200, 50),
        new Event.Input(0, new Content.Withheld(WithheldReason.NO_ECHO, 12)),
        new Event.StreamOpened(1, StreamVisibility.METADATA),
        new Event.CommandStarted(1, Content.of("tar c / | gzip")),
        new Event.ErrorOutput(1, Content.of("tar: removing leading /\n")),
        new Event.Output(1, new Content.Withheld(WithheldReason.OVER_LIMIT, 5_000_000_000L)),
        new Event.SignalSent(1, "TERM"),
        new Event.BreakSent(1, 500),
        new Event.EndOfInput(1),
        new Event.EndOfOutput(1),
        new Event.Killed(1, "TERM", true, "terminated"),
        new Event.StreamClosed(1),
        new Event.Refused(2, "direct-tcpip", "feature-not-allowed"),
        new Event.UnknownEvent(200, Content.of("from a later release")),
        new Event.Output(0, Content.of("")),
        new Event.Exited(0, 37),
        new Event.StreamClosed(0),
        new Event.SessionEnded(EndReason.CLIENT_CLOSED, "the client logged out"));
  }

  /** The kinds that stand in the audit log. */
  public static List<Event> audit() {
    return List.of(
        new Event.Audited(auditEvent()), new Event.SessionEnded(EndReason.GATEWAY_STOPPED, ""));
  }
}
