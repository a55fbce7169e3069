package dev.gatescribe.gateway.k8s;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a client's connection is taken apart: TLS, then what ALPN says.
 *
 * <pre>
 *   TLS → HTTP/1.1 decoder, encoder → {@link ClientHandler}
 *   TLS → HTTP/2 frames → for each stream: HTTP objects → ClientHandler
 * </pre>
 */
final class Pipelines extends ChannelInitializer<Channel> {
  private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);

  /** Streams that one connection may hold open at a time: what Go's servers allow. */
  static final int HTTP2_STREAMS_MAX = 250;

  private static final int HTTP2_HEADERS_MAX_BYTES = 128 * 1_024;

  /** What a client may send on a stream before the gateway has asked for more. */
  private static final int HTTP2_WINDOW_BYTES = 128 * 1_024;

  private static final String DECODER = "decoder";
  private static final String ENCODER = "encoder";

  private final GatewayParts parts;
  private final Supplier<SslContext> tls;
  private final ClientConnections connections;

  Pipelines(GatewayParts parts, Supplier<SslContext> tls, ClientConnections connections) {
    this.parts = parts;
    this.tls = tls;
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!connections.add(channel)) {
      var _ = channel.close();
      return;
    }
    SslHandler handler = tls.get().newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(parts.times().handshake().toMillis());
    channel.pipeline().addLast(handler).addLast(new ByProtocol());
  }

  /** After an upgrade the handler gets bytes as they are. */
  static void becomeRaw(ChannelPipeline pipeline) {
    pipeline.remove(ENCODER);
    pipeline.remove(DECODER);
  }

  private void speakHttp1(ChannelPipeline pipeline) {
    pipeline.channel().config().setAutoRead(false);
    HeadAwareEncoder encoder = new HeadAwareEncoder();
    pipeline
        .addLast(DECODER, new StrictRequestDecoder())
        .addLast(ENCODER, encoder)
        .addLast(new ClientHandler(parts, address(pipeline.channel()), encoder));
  }

  private void speakHttp2(ChannelPipeline pipeline) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(HTTP2_STREAMS_MAX)
                    .initialWindowSize(HTTP2_WINDOW_BYTES)
                    .maxHeaderListSize(HTTP2_HEADERS_MAX_BYTES))
            .build();
    InetSocketAddress client = address(pipeline.channel());
    pipeline
        .addLast(codec)
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setAutoRead(false);
                    stream
                        .pipeline()
                        .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                        .addLast(new ClientHandler(parts, client, null));
                  }
                }));
    watchIdle(pipeline.channel(), codec, false);
  }

  /** Closes a connection that had no stream at two looks in a row. */
  private void watchIdle(Channel channel, Http2FrameCodec codec, boolean wasIdle) {
    Runnable look =
        () -> {
          boolean idle = codec.connection().numActiveStreams() == 0;
          if (idle && wasIdle) {
            var _ = channel.close();
          } else if (channel.isActive()) {
            watchIdle(channel, codec, idle);
          }
        };
    long millis = parts.times().clientIdle().toMillis() / 2 + 1;
    var _ = channel.eventLoop().schedule(look, millis, TimeUnit.MILLISECONDS);
  }

  private static InetSocketAddress address(Channel channel) {
    return (InetSocketAddress) channel.remoteAddress();
  }

  private final class ByProtocol extends ApplicationProtocolNegotiationHandler {
    ByProtocol() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        speakHttp2(context.pipeline());
      } else {
        speakHttp1(context.pipeline());
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("a client's TLS handshake failed", cause);
      var _ = context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("a client's connection failed before it spoke HTTP", cause);
      var _ = context.close();
    }
  }
}
