package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.db.UpstreamConnection.UpstreamAddress;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.session.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Asks a target for TLS, and lets nothing pass before the target has shown who it is. A target that
 * does not speak TLS gets no secret.
 */
final class UpstreamTlsRequest extends ByteToMessageDecoder {
  private static final byte YES = 'S';

  private final UpstreamAddress address;
  private final Consumer<Channel> whenProtected;
  private final Consumer<UpstreamException> failed;
  private boolean shakingHands;

  UpstreamTlsRequest(
      UpstreamAddress address,
      Consumer<Channel> whenProtected,
      Consumer<UpstreamException> failed) {
    this.address = address;
    this.whenProtected = whenProtected;
    this.failed = failed;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ByteBuf request = Unpooled.buffer();
    new StartupPacket.SslRequest().encode(request);
    var _ = context.writeAndFlush(request, context.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (shakingHands) {
      fail(EndReason.TARGET_PROTOCOL_ERROR, "spoke before TLS was agreed on");
      in.skipBytes(in.readableBytes());
      return;
    }
    byte answer = in.readByte();
    // Bytes stuffed behind the answer would be taken for protected ones (CVE-2021-23222).
    if (answer != YES || in.isReadable()) {
      in.skipBytes(in.readableBytes());
      fail(EndReason.TARGET_CERTIFICATE_REJECTED, "does not offer TLS, which its trust demands");
      return;
    }
    shakingHands = true;
    SslHandler tls =
        Objects.requireNonNull(address.tls())
            .newHandler(context.alloc(), address.host(), address.port());
    context.pipeline().addFirst("tls", tls);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        whenProtected.accept(context.channel());
        context.pipeline().remove(this);
      } else {
        failed.accept(
            new UpstreamException(
                EndReason.TARGET_CERTIFICATE_REJECTED,
                "target "
                    + address.target()
                    + " has not shown a certificate that is trusted for it",
                handshake.cause()));
      }
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(EndReason.TARGET_CLOSED, "closed the connection before TLS was agreed on");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    failed.accept(
        new UpstreamException(
            EndReason.TARGET_CERTIFICATE_REJECTED,
            "no TLS could be agreed on with target " + address.target(),
            failure));
  }

  private void fail(EndReason reason, String what) {
    failed.accept(new UpstreamException(reason, "target " + address.target() + " " + what));
  }
}
