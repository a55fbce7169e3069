package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.ReachedTarget;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Target;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * The connections of one session to its API server: address and credential are those of the
 * redeemed proof, for as long as the session lives.
 *
 * <p>Each connection carries one request at a time (HTTP/1.1), and waits in between for the next
 * request of the same event loop.
 */
final class Upstream {

  /**
   * Unused connections kept for each event loop; more are closed. A client's requests share a loop,
   * and one that lists all kinds at once sends dozens: each new connection would cost a handshake.
   */
  static final int UNUSED_MAX = 32;

  /** Longest head of an answer. */
  private static final int HEAD_MAX_BYTES = 64 * 1_024;

  /** Longest piece of an answer that is passed on at once. */
  private static final int PIECE_MAX_BYTES = 64 * 1_024;

  private final Target target;
  private final InetSocketAddress address;
  private final UpstreamTls tls;
  private final Tap tap;
  private final KubernetesGatewaySettings.Times times;
  private final Class<? extends Channel> socket;
  private final Map<EventLoop, Deque<UpstreamConnection>> unused = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private volatile boolean reached;

  private Upstream(
      Target target,
      InetSocketAddress address,
      UpstreamTls tls,
      Tap tap,
      KubernetesGatewaySettings.Times times,
      Class<? extends Channel> socket) {
    this.target = target;
    this.address = address;
    this.tls = tls;
    this.tap = tap;
    this.times = times;
    this.socket = socket;
  }

  /**
   * Prepares connections; opens none.
   *
   * @throws UpstreamException if trust or credential are of no use for an API server
   */
  static Upstream of(
      ReachedTarget reached, Tap tap, KubernetesGatewaySettings.Times times, Transport transport)
      throws UpstreamException {
    Target target = reached.proof().target();
    return new Upstream(
        target,
        reached.address(),
        UpstreamTls.of(target, reached.credential()),
        tap,
        times,
        transport.socket());
  }

  /** What stands in the header Authorization, if the credential is a token. */
  Optional<String> authorization() {
    return tls.authorization();
  }

  /** What stands in the header Host. */
  String hostHeader() {
    String host = target.host();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + target.port();
  }

  String name() {
    return target.name();
  }

  /** Whether the target was reached at least once. */
  boolean wasReached() {
    return reached;
  }

  /** A connection, new or unused. Called on the loop on which it will live. */
  Future<UpstreamConnection> connection(EventLoop loop) {
    Deque<UpstreamConnection> waiting = unused.get(loop);
    while (waiting != null && !waiting.isEmpty()) {
      UpstreamConnection connection = waiting.pop();
      if (connection.isOpen()) {
        return loop.newSucceededFuture(connection);
      }
    }
    return newConnection(loop);
  }

  /** A connection that nobody used before. */
  Future<UpstreamConnection> newConnection(EventLoop loop) {
    Promise<UpstreamConnection> promise = loop.newPromise();
    if (closed) {
      return promise.setFailure(
          new UpstreamException(EndReason.GATEWAY_STOPPED, "the session has ended"));
    }
    UpstreamConnection connection = new UpstreamConnection(this);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(socket)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) times.target().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, KubernetesGateway.WRITE_MARKS)
            // Nothing is read before there is a handler for it.
            .option(ChannelOption.AUTO_READ, false)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    // Handlers come when the connection is recorded.
                  }
                });
    ChannelFuture connecting;
    try {
      // By number, so that the name is not resolved a second time to something else.
      InetAddress number = InetAddress.getByAddress(address.getAddress().getAddress());
      connecting = bootstrap.connect(new InetSocketAddress(number, address.getPort()));
    } catch (IOException problem) {
      return promise.setFailure(unreachable(problem));
    }
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            record(connecting.channel(), connection, promise);
          } else {
            promise.tryFailure(unreachable(done.cause()));
          }
        });
    return promise;
  }

  /** The connection is recorded before the handshake, which may show the gateway's certificate. */
  private void record(
      Channel channel, UpstreamConnection connection, Promise<UpstreamConnection> promise) {
    var _ =
        tap.accept(
                RecordedSession.targetConnected(
                    (InetSocketAddress) channel.localAddress(),
                    (InetSocketAddress) channel.remoteAddress()))
            .whenCompleteAsync(
                (_, failure) -> {
                  if (failure != null) {
                    promise.tryFailure(
                        new UpstreamException(
                            EndReason.RECORDER_FAILED,
                            "the session can no longer be recorded",
                            failure));
                    var _ = channel.close();
                  } else if (channel.isActive()) {
                    equip(channel, connection, promise);
                  } else {
                    promise.tryFailure(unreachable(new ClosedChannelException()));
                  }
                },
                channel.eventLoop());
  }

  private void equip(
      Channel channel, UpstreamConnection connection, Promise<UpstreamConnection> promise) {
    SslHandler handler = tls.context().newHandler(channel.alloc(), target.host(), target.port());
    handler.setHandshakeTimeoutMillis(times.target().toMillis());
    HttpDecoderConfig answers =
        new HttpDecoderConfig().setMaxHeaderSize(HEAD_MAX_BYTES).setMaxChunkSize(PIECE_MAX_BYTES);
    channel
        .pipeline()
        .addLast(handler)
        .addLast(UpstreamConnection.CODEC, new HttpClientCodec(answers, false, false))
        .addLast(connection);
    channel.config().setAutoRead(true);
    var _ =
        handler
            .handshakeFuture()
            .addListener(done -> {
              if (done.isSuccess()) {
                reached = true;
                channel.config().setAutoRead(false);
                if (!promise.trySuccess(connection)) {
                  connection.close();
                }
              } else {
                promise.tryFailure(untrusted(done.cause()));
              }
            });
  }

  /** Takes a connection back that carried its request to the end. On its own loop. */
  void giveBack(UpstreamConnection connection, EventLoop loop) {
    Deque<UpstreamConnection> waiting = unused.computeIfAbsent(loop, _ -> new ArrayDeque<>());
    if (closed || waiting.size() >= UNUSED_MAX) {
      connection.close();
      return;
    }
    waiting.push(connection);
    connection.rest(times.upstreamIdle(), () -> waiting.remove(connection));
  }

  /** Closes what is unused, and whatever comes back. May be called on any thread. */
  void close() {
    closed = true;
    unused.forEach((loop, waiting) ->
        loop.execute(() -> {
          while (!waiting.isEmpty()) {
            waiting.pop().close();
          }
        }));
  }

  private UpstreamException unreachable(Throwable problem) {
    return new UpstreamException(
        EndReason.TARGET_UNREACHABLE, "target " + name() + " cannot be reached", problem);
  }

  private UpstreamException untrusted(Throwable problem) {
    return problem instanceof SSLException
        ? new UpstreamException(
            EndReason.TARGET_CERTIFICATE_REJECTED,
            "no trusted TLS connection to target " + name() + " could be made",
            problem)
        : unreachable(problem);
  }
}
