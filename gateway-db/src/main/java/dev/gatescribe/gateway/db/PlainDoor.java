package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.List;

/**
 * The first bytes of a client, before TLS.
 *
 * <pre>
 *   0x16 (a TLS record)  → TLS at once, which has to agree on the protocol "postgresql"
 *   SSLRequest           → 'S', then TLS; a byte behind it that came too early ends the connection
 *   GSSENCRequest        → 'N', and once more from the beginning
 *   CancelRequest        → the cancel desk
 *   StartupMessage       → a refusal: a password would travel in clear
 * </pre>
 */
final class PlainDoor extends ByteToMessageDecoder {
  private static final byte TLS_HANDSHAKE = 0x16;
  private static final byte YES = 'S';
  private static final byte NO = 'N';

  private final ClientConnection connection;
  private boolean gssAnswered;

  PlainDoor(ClientConnection connection) {
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (connection.isLeaving()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!gssAnswered && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
      startTls(context, true);
      return;
    }
    if (in.readableBytes() < Integer.BYTES) {
      return;
    }
    try {
      int length = StartupPacket.length(in);
      if (in.readableBytes() >= length) {
        onPacket(context, StartupPacket.decode(in.readSlice(length)), in);
      }
    } catch (ProtocolViolation violation) {
      connection.leave(Refusal.of(SqlState.PROTOCOL_VIOLATION, violation.explanation()));
    }
  }

  private void onPacket(ChannelHandlerContext context, StartupPacket packet, ByteBuf behind)
      throws ProtocolViolation {
    switch (packet) {
      case StartupPacket.SslRequest _ -> {
        requireNothing(behind);
        var _ =
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {YES}), context.voidPromise());
        startTls(context, false);
      }
      case StartupPacket.GssEncryptionRequest _ -> {
        requireNothing(behind);
        if (gssAnswered) {
          throw new ProtocolViolation("GSSENCRequest for the second time");
        }
        gssAnswered = true;
        var _ =
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {NO}), context.voidPromise());
      }
      case StartupPacket.CancelRequest cancel -> connection.cancel(cancel);
      case StartupPacket.Startup _ ->
          connection.leave(
              Refusal.of(
                  SqlState.INVALID_AUTHORIZATION,
                  "TLS is required here; connect with sslmode=verify-full (or sslmode=require)"));
    }
  }

  /** What is stuffed in before TLS would be taken for protected (CVE-2021-3935). */
  private static void requireNothing(ByteBuf behind) throws ProtocolViolation {
    if (behind.isReadable()) {
      behind.skipBytes(behind.readableBytes());
      throw new ProtocolViolation("bytes before TLS was agreed on");
    }
  }

  private void startTls(ChannelHandlerContext context, boolean direct) {
    SslHandler tls = connection.newTlsHandler(context.alloc());
    context.pipeline().addLast("tls", tls);
    context.pipeline().addLast("login", new ClientLogin(connection, tls, direct));
    // What has been read already goes to the handlers behind.
    context.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    connection.onFailure(failure);
  }
}
