package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.Authentication;
import dev.gatescribe.gateway.db.wire.CancelSecret;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.ClientMessageType;
import dev.gatescribe.gateway.db.wire.MessageCaps;
import dev.gatescribe.gateway.db.wire.MessageFrame;
import dev.gatescribe.gateway.db.wire.ProtocolVersion;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.gateway.db.wire.StartupPacket.Startup;
import dev.gatescribe.gateway.db.wire.UpstreamMessage.NegotiateProtocolVersion;
import dev.gatescribe.session.AccessToken;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;

/**
 * A client inside TLS, until it has a session.
 *
 * <pre>
 *   AwaitStartup ──StartupMessage──→ AwaitPassword ──password──→ Opening
 * </pre>
 *
 * A message that the state does not expect ends the connection. What a client sends while its
 * session is being opened stays unread.
 */
final class ClientLogin extends ByteToMessageDecoder {
  static final String ALPN_PROTOCOL = "postgresql";

  private sealed interface State {
    record AwaitStartup() implements State {}

    record AwaitPassword(Startup startup) implements State {}

    record Opening() implements State {}
  }

  private final ClientConnection connection;
  private final SslHandler tls;
  private final boolean direct;
  private State current = new State.AwaitStartup();

  ClientLogin(ClientConnection connection, SslHandler tls, boolean direct) {
    this.connection = connection;
    this.tls = tls;
    this.direct = direct;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (!handshake.isSuccess()) {
        connection.onFailure(handshake.cause());
      } else if (direct && !ALPN_PROTOCOL.equals(tls.applicationProtocol())) {
        // Otherwise somebody else's TLS connection could be led here (ALPACA).
        connection.leave(
            Refusal.of(
                SqlState.PROTOCOL_VIOLATION,
                "TLS from the first byte has to agree on the protocol " + ALPN_PROTOCOL));
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (connection.isLeaving()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      switch (current) {
        case State.AwaitStartup _ -> readStartup(context, in);
        case State.AwaitPassword(Startup startup) -> readPassword(context, in, startup);
        case State.Opening _ -> {}
      }
    } catch (ProtocolViolation violation) {
      connection.leave(Refusal.of(SqlState.PROTOCOL_VIOLATION, violation.explanation()));
    }
  }

  private void readStartup(ChannelHandlerContext context, ByteBuf in) throws ProtocolViolation {
    if (in.readableBytes() < Integer.BYTES) {
      return;
    }
    int length = StartupPacket.length(in);
    if (in.readableBytes() < length) {
      return;
    }
    switch (StartupPacket.decode(in.readSlice(length))) {
      case StartupPacket.SslRequest _, StartupPacket.GssEncryptionRequest _ ->
          throw new ProtocolViolation("a request for encryption inside TLS");
      case StartupPacket.CancelRequest cancel -> connection.cancel(cancel);
      case Startup startup -> onStartup(context, startup);
    }
  }

  private void onStartup(ChannelHandlerContext context, Startup startup) {
    if (startup.major() != ProtocolVersion.MAJOR) {
      connection.leave(
          Refusal.of(
              SqlState.FEATURE_NOT_SUPPORTED,
              "protocol " + startup.major() + "." + startup.minor() + " is not spoken; 3.0 is"));
      return;
    }
    List<String> unknown =
        startup.parameters().keySet().stream()
            .filter(name -> name.startsWith(StartupParameters.PROTOCOL_OPTION_PREFIX))
            .toList();
    ByteBuf answer = context.alloc().buffer();
    int minor = Math.min(startup.minor(), ProtocolVersion.NEWEST_MINOR);
    if (minor < startup.minor() || !unknown.isEmpty()) {
      new NegotiateProtocolVersion(ProtocolVersion.word(minor), unknown).encode(answer);
    }
    new Authentication.CleartextPassword().encode(answer);
    var _ = context.writeAndFlush(answer, context.voidPromise());
    current = new State.AwaitPassword(new Startup(startup.major(), minor, startup.parameters()));
  }

  private void readPassword(ChannelHandlerContext context, ByteBuf in, Startup startup)
      throws ProtocolViolation {
    if (in.readableBytes() < MessageFrame.HEADER_BYTES) {
      return;
    }
    if (ClientMessageType.ofCode(in.getByte(in.readerIndex())) != ClientMessageType.PASSWORD) {
      throw new ProtocolViolation("something else than a password");
    }
    int length = MessageFrame.bodyLength(in, in.readerIndex(), MessageCaps.PASSWORD_MAX_BYTES);
    if (in.readableBytes() < MessageFrame.HEADER_BYTES + length) {
      return;
    }
    in.skipBytes(MessageFrame.HEADER_BYTES);
    String text = new ClientMessage.Password(in.readSlice(length)).text();
    current = new State.Opening();
    context.channel().config().setAutoRead(false);
    int secretBytes =
        startup.minor() >= ProtocolVersion.LONG_SECRET_MINOR
            ? ClientConnection.LONG_SECRET_BYTES
            : CancelSecret.SHORT_BYTES;
    connection.open(startup.parameters(), new AccessToken(text), secretBytes, this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    connection.onFailure(failure);
  }
}
