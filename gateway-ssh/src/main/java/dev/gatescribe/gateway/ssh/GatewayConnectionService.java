package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.ChannelRequest;
import java.util.List;
import java.util.Objects;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;

/**
 * The connection protocol towards a client (RFC 4254): {@code session} channels up to a limit,
 * nothing else. What is refused is refused with words, never with a disconnect.
 */
final class GatewayConnectionService extends ServerConnectionService {
  private static final String SESSION = "session";
  private static final String NOT_ALLOWED = "gatescribe: refused (feature-not-allowed): ";
  private static final String KEEP_ALIVE = "keepalive@openssh.com";

  private final ClientConnection connection;
  private final int channelsMax;

  private GatewayConnectionService(
      AbstractServerSession session, ClientConnection connection, int channelsMax)
      throws SshException {
    super(session);
    this.connection = connection;
    this.channelsMax = channelsMax;
  }

  @Override
  protected void channelOpen(Buffer buffer) throws Exception {
    int start = buffer.rpos();
    String type = buffer.getString();
    long sender = buffer.getUInt();
    if (!type.equals(SESSION)) {
      buffer.getUInt();
      buffer.getUInt();
      String what = ChannelRequest.describeForward(type, buffer.getCompactData());
      connection.onFeatureRefused(what);
      sendChannelOpenFailure(
          buffer,
          sender,
          SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
          NOT_ALLOWED + explanation(type),
          "");
    } else if (getChannels().size() >= channelsMax) {
      sendChannelOpenFailure(
          buffer,
          sender,
          SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
          "gatescribe: refused (limit-reached): at most " + channelsMax + " channels at a time",
          "");
    } else {
      buffer.rpos(start);
      super.channelOpen(buffer);
    }
  }

  /** Ends with the type, by which a client's own message can be understood. */
  private static String explanation(String type) {
    return switch (type) {
      case "direct-tcpip", "forwarded-tcpip" -> "port forwarding is not recorded yet: " + type;
      case "direct-streamlocal@openssh.com", "forwarded-streamlocal@openssh.com" ->
          "socket forwarding is not recorded yet: " + type;
      case "tun@openssh.com" -> "a tunnel cannot be recorded: " + type;
      default -> type;
    };
  }

  /** Makes one for each authenticated connection. */
  static final class Factory implements ServiceFactory {
    private final int channelsMax;

    Factory(int channelsMax) {
      this.channelsMax = channelsMax;
    }

    @Override
    public String getName() {
      return "ssh-connection";
    }

    @Override
    public Service create(Session session) throws SshException {
      ClientConnection connection =
          Objects.requireNonNull(session.getAttribute(ClientConnection.KEY), "connection");
      return new GatewayConnectionService((AbstractServerSession) session, connection, channelsMax);
    }
  }

  /** Makes the channels of type {@code session}. */
  static final class Channels implements ChannelFactory {
    @Override
    public String getName() {
      return SESSION;
    }

    @Override
    public Channel createChannel(Session session) {
      return Objects.requireNonNull(session.getAttribute(ClientConnection.KEY), "connection")
          .newChannel();
    }
  }

  /** What is done with requests that concern no channel. */
  static List<RequestHandler<ConnectionService>> globalRequests() {
    return List.of(NoMoreSessionsHandler.INSTANCE, GatewayConnectionService::refuse);
  }

  private static RequestHandler.Result refuse(
      ConnectionService service, String request, boolean wantReply, Buffer buffer) {
    ClientConnection connection = service.getSession().getAttribute(ClientConnection.KEY);
    // To a keepalive a failure is the expected answer (RFC 4254 knows no such request).
    if (connection != null && !request.equals(KEEP_ALIVE)) {
      connection.onFeatureRefused(ChannelRequest.describeForward(request, buffer.getCompactData()));
    }
    return RequestHandler.Result.ReplyFailure;
  }
}
