package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.Ends;
import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.gateway.db.DatabaseGatewayException.Reason;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Protocol;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL door: listens, and gives every client's connection a {@link ClientConnection}.
 *
 * <p>Started once and stopped once.
 */
public final class DatabaseGateway {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseGateway.class);

  /** How much longer than its grace a stop waits for connections that were told to end. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final DatabaseGatewaySettings settings;
  private final Transport transport = Transport.create();
  private final GatewayParts parts;
  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger unauthenticated = new AtomicInteger();
  private volatile boolean stopping;
  private volatile @Nullable SslContext tls;
  private @Nullable Channel listener;

  public DatabaseGateway(DatabaseGatewaySettings settings, GatewayPorts ports) {
    this.settings = settings;
    this.parts =
        new GatewayParts(
            settings,
            ports,
            new UpstreamConnector(transport, settings.targetTimeout()),
            new AuthenticationFailures(
                ports.auditLog(), ports.clock(), Protocol.POSTGRESQL, "attempt"),
            new CancelDesk(ports.clock()));
  }

  /**
   * Listens.
   *
   * @throws DatabaseGatewayException if the TLS identity is unusable, or the address cannot be had
   */
  public void start() throws DatabaseGatewayException {
    tls = tls(settings.privateKey(), settings.certificateChain());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(transport.loops())
            .channel(transport.serverSocketClass())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, Objects.requireNonNull(tls));
                  }
                })
            .bind(settings.bindHost(), settings.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = transport.loops().shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new DatabaseGatewayException(
          Reason.ADDRESS_UNAVAILABLE,
          "cannot listen on " + settings.bindHost() + " port " + settings.port(),
          bound.cause());
    }
    listener = bound.channel();
    parts.authenticationFailures().reportRegularly(transport.loops());
    LOG.info("the PostgreSQL door is open on {} port {}", settings.bindHost(), port());
  }

  /**
   * Shows connections that come from now on another certificate; those that are there keep theirs.
   *
   * @param certificateChain the gateway's certificate first
   * @throws DatabaseGatewayException if it is unusable; the one before stays
   */
  public void renew(PrivateKey privateKey, List<X509Certificate> certificateChain)
      throws DatabaseGatewayException {
    tls = tls(privateKey, certificateChain);
  }

  /**
   * Takes no more connections, tells those in a session that it ends, ends their recordings, and
   * closes everything.
   *
   * @param grace how long that may take
   */
  public void stop(Duration grace) {
    stopping = true;
    Channel listening = listener;
    if (listening != null) {
      var _ = listening.close().awaitUninterruptibly(CLOSE_PATIENCE.toMillis());
    }
    List<ClientConnection> left = List.copyOf(open);
    left.forEach(ClientConnection::stop);
    if (!Ends.await(left.stream().map(ClientConnection::finished), grace)) {
      LOG.warn("the PostgreSQL door closes with sessions that did not end");
    }
    var _ =
        transport
            .loops()
            .shutdownGracefully(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(2 * CLOSE_PATIENCE.toMillis());
    parts.authenticationFailures().reportAll();
    LOG.info("the PostgreSQL door is closed");
  }

  /** The port that is listened on; known once started. */
  public int port() {
    Channel listening = listener;
    if (listening == null) {
      throw new IllegalStateException("the door is not open");
    }
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private static SslContext tls(PrivateKey privateKey, List<X509Certificate> certificateChain)
      throws DatabaseGatewayException {
    try {
      return SslContextBuilder.forServer(
              privateKey, certificateChain.toArray(X509Certificate[]::new))
          .sslProvider(Transport.tlsProvider())
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ClientLogin.ALPN_PROTOCOL))
          .build();
    } catch (SSLException | IllegalArgumentException problem) {
      throw new DatabaseGatewayException(
          Reason.TLS_IDENTITY_UNUSABLE, "the TLS key or certificate cannot be used", problem);
    }
  }

  private void accept(SocketChannel channel, SslContext tls) {
    int total = count.incrementAndGet();
    int waiting = unauthenticated.incrementAndGet();
    AtomicBoolean known = new AtomicBoolean();
    Runnable onAuthenticated =
        () -> {
          if (known.compareAndSet(false, true)) {
            unauthenticated.decrementAndGet();
          }
        };
    ClientConnection connection = new ClientConnection(channel, parts, tls, onAuthenticated);
    open.add(connection);
    var _ = connection.finished().whenComplete((_, _) -> open.remove(connection));
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> {
              count.decrementAndGet();
              onAuthenticated.run();
            });
    if (stopping || waiting > settings.unauthenticatedConnectionsMax()) {
      var _ = channel.close();
      return;
    }
    if (total > settings.connectionsMax()) {
      connection.leave(Refusal.of(DenialReason.LIMIT_REACHED, "too many connections"));
      return;
    }
    channel.pipeline().addLast("door", new PlainDoor(connection));
    var _ =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (!known.get()) {
                    var _ = channel.close();
                  }
                },
                settings.loginGrace().toMillis(),
                TimeUnit.MILLISECONDS);
  }
}
