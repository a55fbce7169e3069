package dev.gatescribe.gateway.ssh.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a channel request means (RFC 4254, section 6; RFC 4335; OpenSSH's PROTOCOL).
 *
 * <p>A request that is forwarded is forwarded as the bytes it came as; the meaning is for deciding
 * and recording. So only what the gateway says itself has an encoding here.
 */
public sealed interface ChannelRequest {

  /** {@code pty-req}: terminal type, size in cells, size in pixels, modes. */
  record Terminal(String terminalType, int columns, int rows) implements ChannelRequest {}

  /** {@code env}: name, value. */
  record Environment(String name, ByteBuffer value) implements ChannelRequest {
    @Override
    public String toString() {
      return "Environment[" + name + "]";
    }
  }

  /** {@code shell}. */
  record Shell() implements ChannelRequest {}

  /** {@code exec}: the command, bytes for the target's shell. */
  record Command(ByteBuffer command) implements ChannelRequest {
    @Override
    public String toString() {
      return "Command[" + command.remaining() + " bytes]";
    }
  }

  /** {@code subsystem}: name. */
  record Subsystem(String name) implements ChannelRequest {}

  /** {@code window-change}: size in cells, size in pixels. */
  record Resize(int columns, int rows) implements ChannelRequest {}

  /** {@code signal}: name without {@code SIG}. */
  record Signal(String name) implements ChannelRequest {}

  /** {@code break}: length in milliseconds. */
  record Break(long millis) implements ChannelRequest {}

  /** {@code auth-agent-req@openssh.com}. */
  record AgentForwarding() implements ChannelRequest {}

  /** {@code x11-req}. */
  record X11Forwarding() implements ChannelRequest {}

  /** {@code exit-status}: 32 bits. */
  record ExitStatus(long status) implements ChannelRequest {

    /** The status by which ssh(1) says that the failure was not the command's. */
    public static final ExitStatus REFUSED = new ExitStatus(255);

    public byte[] encode() {
      return ByteBuffer.allocate(4).putInt((int) status).array();
    }
  }

  /** {@code exit-signal}: name, core dumped, message, language. */
  record ExitSignal(String signal, boolean coreDumped, String message) implements ChannelRequest {}

  /** {@code eow@openssh.com}: the target reads no more; {@code xon-xoff}: who may pause output. */
  record FlowAdvice() implements ChannelRequest {}

  /** {@code keepalive@openssh.com}: any answer is an answer. */
  record KeepAlive() implements ChannelRequest {}

  /** A type that is not known here. */
  record Unknown(String type) implements ChannelRequest {}

  /**
   * Reads a request.
   *
   * @param type the request type
   * @param body what follows the want-reply flag
   * @throws MalformedRequestException if the body is too short for the type
   */
  static ChannelRequest decode(String type, byte[] body) throws MalformedRequestException {
    WireReader reader = new WireReader(body);
    return switch (type) {
      case "pty-req" -> new Terminal(reader.text(), reader.cells(), reader.cells());
      case "env" -> new Environment(reader.text(), ByteBuffer.wrap(reader.bytes()));
      case "shell" -> new Shell();
      case "exec" -> new Command(ByteBuffer.wrap(reader.bytes()));
      case "subsystem" -> new Subsystem(reader.text());
      case "window-change" -> new Resize(reader.cells(), reader.cells());
      case "signal" -> new Signal(reader.text());
      case "break" -> new Break(reader.uint32());
      case "auth-agent-req@openssh.com", "auth-agent-req" -> new AgentForwarding();
      case "x11-req" -> new X11Forwarding();
      case "exit-status" -> new ExitStatus(reader.uint32());
      case "exit-signal" -> new ExitSignal(reader.text(), reader.bool(), reader.text());
      case "eow@openssh.com", "xon-xoff" -> new FlowAdvice();
      case "keepalive@openssh.com" -> new KeepAlive();
      default -> new Unknown(type);
    };
  }

  /**
   * Names what a request to open a channel or to forward something is about, for people: the type,
   * and where it leads if the type is known and the body readable.
   */
  static String describeForward(String type, byte[] body) {
    WireReader reader = new WireReader(body);
    try {
      return switch (type) {
        case "direct-tcpip", "forwarded-tcpip", "tcpip-forward", "cancel-tcpip-forward" ->
            type + " " + reader.text() + ":" + reader.uint32();
        case "direct-streamlocal@openssh.com", "streamlocal-forward@openssh.com" ->
            type + " " + reader.text();
        default -> type;
      };
    } catch (MalformedRequestException malformed) {
      return type + " (" + malformed.getMessage() + ")";
    }
  }

  /** The body of a request that carries one string. */
  static byte[] encodeText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }
}
