package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.Ends;
import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.gateway.k8s.KubernetesGatewayException.Reason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kubernetes door: listens, and gives every client's connection its pipeline.
 *
 * <p>Started once and stopped once.
 */
public final class KubernetesGateway {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesGateway.class);

  /** How long connections may take to close once their requests are over. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  /** Connections that the system accepts on our behalf while we are busy. */
  private static final int BACKLOG = 256;

  /** What may wait to be written to one peer before its counterpart is not read any more. */
  static final WriteBufferWaterMark WRITE_MARKS = new WriteBufferWaterMark(64 * 1_024, 256 * 1_024);

  private final KubernetesGatewaySettings settings;
  private final AuthenticationFailures authenticationFailures;
  private final ClusterSessions sessions = new ClusterSessions();
  private final ClientConnections connections;
  private final ScheduledExecutorService scheduler;
  private final Transport transport;
  private final GatewayParts parts;
  private volatile @Nullable SslContext tls;
  private @Nullable Channel listener;

  public KubernetesGateway(KubernetesGatewaySettings settings, GatewayPorts ports) {
    this.settings = settings;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("k8s-timer").factory());
    this.authenticationFailures =
        new AuthenticationFailures(ports.auditLog(), ports.clock(), Protocol.KUBERNETES, "request");
    KubernetesGatewaySettings.Numbers numbers = settings.limits().numbers();
    this.connections = new ClientConnections(numbers.connections());
    this.transport = Transport.create();
    this.parts =
        new GatewayParts(
            settings,
            ports,
            sessions,
            authenticationFailures,
            new Semaphore(numbers.arrivals()),
            new HeldBytes(numbers.heldBytes()),
            transport,
            scheduler);
  }

  /**
   * Listens.
   *
   * @throws KubernetesGatewayException if the key and certificates are of no use, or the address
   *     cannot be had
   */
  public void start() throws KubernetesGatewayException {
    boolean started = false;
    try {
      tls = tls(settings.tlsKey(), settings.tlsChain());
      listener = listen();
      started = true;
    } finally {
      if (!started) {
        transport.stop();
        scheduler.shutdownNow();
      }
    }
    authenticationFailures.reportRegularly(scheduler);
    LOG.info("the Kubernetes door is open on {} port {}", settings.bindHost(), port());
  }

  /**
   * Shows connections that come from now on another certificate; those that are there keep theirs.
   *
   * @param chain the gateway's own certificates, the server's first
   * @throws KubernetesGatewayException if they are of no use; the ones before stay
   */
  public void renew(PrivateKey key, List<X509Certificate> chain) throws KubernetesGatewayException {
    tls = tls(key, chain);
  }

  /**
   * Takes no more connections and requests, ends the sessions and their recordings, and closes
   * everything.
   *
   * @param grace how long that may take
   */
  public void stop(Duration grace) {
    sessions.close();
    if (listener != null) {
      listener.close().awaitUninterruptibly(CLOSE_PATIENCE.toMillis());
    }
    List<ClusterSession> open = sessions.unfinished();
    open.forEach(session -> session.end(EndReason.GATEWAY_STOPPED, "the gateway is stopped"));
    if (!Ends.await(open.stream().map(ClusterSession::ended), grace)) {
      LOG.warn("the Kubernetes door closes with sessions that did not end");
    }
    connections.closeAll(CLOSE_PATIENCE);
    transport.stop();
    scheduler.shutdownNow();
    authenticationFailures.reportAll();
    LOG.info("the Kubernetes door is closed");
  }

  /** The port that is listened on; known once started. */
  public int port() {
    if (listener == null) {
      throw new IllegalStateException("the door is not open");
    }
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** What the connections share. */
  GatewayParts parts() {
    return parts;
  }

  /** The connections that are open. */
  ClientConnections connections() {
    return connections;
  }

  private static SslContext tls(PrivateKey key, List<X509Certificate> chain)
      throws KubernetesGatewayException {
    try {
      return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
          .sslProvider(Transport.tlsProvider())
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException | IllegalArgumentException problem) {
      throw new KubernetesGatewayException(
          Reason.UNUSABLE_CERTIFICATE, "the key or certificate of the door is of no use", problem);
    }
  }

  private Channel listen() throws KubernetesGatewayException {
    var binding =
        new ServerBootstrap()
            .group(transport.loops())
            .channel(transport.listener())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
            .childHandler(new Pipelines(parts, () -> Objects.requireNonNull(tls), connections))
            .bind(settings.bindHost(), settings.port())
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new KubernetesGatewayException(
          Reason.ADDRESS_UNAVAILABLE,
          "cannot listen on " + settings.bindHost() + " port " + settings.port(),
          binding.cause());
    }
    return binding.channel();
  }
}
