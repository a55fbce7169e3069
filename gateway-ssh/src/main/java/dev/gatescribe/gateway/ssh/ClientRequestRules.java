package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import dev.gatescribe.gateway.ssh.wire.MalformedRequestException;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.SshFeature;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.util.Set;

/** Which of a client's channel requests reach the target. */
final class ClientRequestRules {

  /** Lines about refused features that wait for a terminal to be shown on; a person reads few. */
  static final int NOTICES_MAX = 4;

  /** Variables that say how a terminal speaks. Others may change what a program does. */
  private static final Set<String> ENVIRONMENT = Set.of("LANG", "TERM", "COLORTERM");

  private static final String SFTP = "sftp";

  private static final String LOCALE_PREFIX = "LC_";

  /** How much of a name that the client made up is kept. */
  private static final int NAME_MAX = 200;

  /** What a forwarded request does to the stream. */
  enum Kind {
    OPENS_TERMINAL,
    STARTS,
    OTHER
  }

  /** What becomes of a request. */
  sealed interface Ruling {

    /** Recorded, then forwarded. */
    record Forwarded(Kind kind, Event event) implements Ruling {}

    /**
     * Recorded and audited, and the person is told.
     *
     * @param endsUse whether the channel is of no use to the client without it, so that it ends
     *     with the line that says why
     */
    record Refused(Event.Refused event, String explanation, boolean endsUse) implements Ruling {}

    /** Answered with a failure, which is what the sender expects. */
    record Declined() implements Ruling {}
  }

  private final int stream;
  private final Constraints constraints;

  ClientRequestRules(int stream, Constraints constraints) {
    this.stream = stream;
    this.constraints = constraints;
  }

  Ruling ruleOn(ChannelRequest request) {
    return switch (request) {
      case ChannelRequest.Terminal(String type, int columns, int rows) ->
          new Ruling.Forwarded(
              Kind.OPENS_TERMINAL, new Event.TerminalOpened(stream, type, columns, rows));
      case ChannelRequest.Resize(int columns, int rows) ->
          forwarded(new Event.TerminalResized(stream, columns, rows));
      case ChannelRequest.Environment(String name, ByteBuffer value) ->
          ENVIRONMENT.contains(name) || name.startsWith(LOCALE_PREFIX)
              ? forwarded(new Event.EnvironmentSet(stream, name, new Content.Clear(value)))
              : new Ruling.Declined();
      case ChannelRequest.Shell _ ->
          started(SshFeature.SHELL, "a shell", new Event.ShellStarted(stream));
      case ChannelRequest.Command(ByteBuffer command) ->
          started(
              SshFeature.EXEC,
              "a command",
              new Event.CommandStarted(stream, new Content.Clear(command)));
      case ChannelRequest.Signal(String name) -> forwarded(new Event.SignalSent(stream, name));
      case ChannelRequest.Break(long millis) -> forwarded(new Event.BreakSent(stream, millis));
      case ChannelRequest.Subsystem(String name) -> subsystem(shortened(name));
      case ChannelRequest.AgentForwarding _ -> refused("agent forwarding", false);
      case ChannelRequest.X11Forwarding _ -> refused("X11 forwarding", false);
      case ChannelRequest.Unknown(String type) ->
          refused("channel request " + shortened(type), false);
      case ChannelRequest.KeepAlive _ -> new Ruling.Declined();
      case ChannelRequest.ExitStatus _, ChannelRequest.ExitSignal _, ChannelRequest.FlowAdvice _ ->
          new Ruling.Declined();
    };
  }

  Ruling malformed(String type, MalformedRequestException problem) {
    return refused("channel request " + shortened(type) + ", " + problem.getMessage(), false);
  }

  private static Ruling forwarded(Event event) {
    return new Ruling.Forwarded(Kind.OTHER, event);
  }

  private Ruling started(SshFeature feature, String what, Event event) {
    return constraints.features().contains(feature)
        ? new Ruling.Forwarded(Kind.STARTS, event)
        : refused(feature.code(), what + " is not allowed by policy " + constraints.rule(), true);
  }

  private Ruling subsystem(String name) {
    String advice = name.equals(SFTP) ? "; scp -O copies over a recorded command" : "";
    return refused("subsystem " + name, name + " is not recorded yet" + advice, true);
  }

  private Ruling refused(String what, boolean endsUse) {
    return refused(what, what, endsUse);
  }

  private Ruling refused(String what, String explanation, boolean endsUse) {
    DenialReason reason = DenialReason.FEATURE_NOT_ALLOWED;
    return new Ruling.Refused(
        new Event.Refused(stream, what, reason.code()),
        "refused (" + reason.code() + "): " + explanation,
        endsUse);
  }

  private static String shortened(String name) {
    return name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
  }
}
