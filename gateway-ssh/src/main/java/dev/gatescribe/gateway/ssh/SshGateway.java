package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.AuthenticationFailures;
import dev.gatescribe.gateway.Ends;
import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.gateway.ssh.SshGatewayException.Reason;
import dev.gatescribe.session.Protocol;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SSH door: listens, and gives every client's connection a {@link ClientConnection}.
 *
 * <p>Started once and stopped once.
 */
public final class SshGateway {
  private static final Logger LOG = LoggerFactory.getLogger(SshGateway.class);

  /** What both legs say of themselves; no version, which only attackers read. */
  static final String IDENTIFICATION = "Gatescribe";

  /** Requests before the first offered key, and the signed one after the last. */
  private static final int OTHER_REQUESTS_MAX = 4;

  /** How much longer than its grace a stop waits for connections that were told to end. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final SshGatewaySettings settings;
  private final WindowBudget windows = WindowBudget.ofHeap();
  private final ScheduledExecutorService scheduler;
  private final AuthenticationFailures authenticationFailures;
  private final UpstreamConnector connector;
  private final ClientConnections connections;
  private final Listener listener;
  private List<KeyPair> hostKeys = List.of();

  public SshGateway(SshGatewaySettings settings, GatewayPorts ports) {
    this.settings = settings;
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ssh-timer").factory());
    this.authenticationFailures =
        new AuthenticationFailures(ports.auditLog(), ports.clock(), Protocol.SSH, "attempt");
    this.connector = new UpstreamConnector(settings.targetTimeout(), windows);
    GatewayParts parts =
        new GatewayParts(settings, ports, connector, authenticationFailures, windows, scheduler);
    this.connections = new ClientConnections(parts);
    this.listener = Listener.create();
    configure(ports);
  }

  /**
   * Loads or makes the host keys, and listens.
   *
   * @throws SshGatewayException if there are no usable host keys, or the address cannot be had
   */
  public void start() throws SshGatewayException {
    hostKeys = new HostKeyStore(settings.hostKeyDirectory()).load();
    listener.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    connector.start();
    try {
      listener.start();
    } catch (IOException problem) {
      connector.stop();
      scheduler.shutdownNow();
      throw new SshGatewayException(
          Reason.ADDRESS_UNAVAILABLE,
          "cannot listen on " + settings.bindHost() + " port " + settings.port(),
          problem);
    }
    authenticationFailures.reportRegularly(scheduler);
    LOG.info("the SSH door is open on {} port {}", settings.bindHost(), port());
  }

  /**
   * Takes no more connections, tells those in a session that it ends, ends their recordings, and
   * closes everything.
   *
   * @param grace how long that may take
   */
  public void stop(Duration grace) {
    connections.refuseNew();
    listener.unbind();
    List<ClientConnection> open = connections.open();
    open.forEach(ClientConnection::stop);
    if (!Ends.await(open.stream().map(ClientConnection::finished), grace)) {
      open.forEach(ClientConnection::close);
      if (!Ends.await(open.stream().map(ClientConnection::finished), CLOSE_PATIENCE)) {
        LOG.warn("the SSH door closes with sessions that did not end");
      }
    }
    awaitClosed(listener.close(true));
    connector.stop();
    scheduler.shutdownNow();
    authenticationFailures.reportAll();
    LOG.info("the SSH door is closed");
  }

  /** The port that is listened on; known once started. */
  public int port() {
    return listener.getPort();
  }

  /** The gateway's public host keys, each as {@code TYPE BASE64}; known once started. */
  public List<String> hostKeyLines() {
    return hostKeys.stream().map(HostKeyStore::publicLine).toList();
  }

  /** Lines for a known_hosts file by which a client knows this door under {@code host}. */
  public List<String> knownHostsLines(String host) {
    int port = port();
    String name = port == 22 ? host : "[" + host + "]:" + port;
    return hostKeyLines().stream().map(key -> name + " " + key).toList();
  }

  /** What is granted to channels now. */
  WindowBudget windows() {
    return windows;
  }

  private void configure(GatewayPorts ports) {
    TransportSettings.apply(listener);
    CoreModuleProperties.SERVER_IDENTIFICATION.set(listener, IDENTIFICATION);
    CoreModuleProperties.AUTH_TIMEOUT.set(listener, settings.loginGrace());
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(
        listener, settings.offeredKeysMax() + OTHER_REQUESTS_MAX);
    listener.setHost(settings.bindHost());
    listener.setPort(settings.port());
    listener.setKeyExchangeFactories(AlgorithmOffers.clientKeyExchanges());
    listener.setCipherFactories(AlgorithmOffers.CipherOffer.FAST.ciphers());
    listener.setUserAuthFactories(List.of(new SignedKeyAuthentication.Factory(ports.principals())));
    listener.setPublickeyAuthenticator(SignedKeyAuthentication.offers(ports.principals()));
    listener.setServiceFactories(
        List.of(
            ServerUserAuthServiceFactory.INSTANCE,
            new GatewayConnectionService.Factory(settings.channelsPerConnectionMax())));
    listener.setChannelFactories(List.of(new GatewayConnectionService.Channels()));
    listener.setGlobalRequestHandlers(GatewayConnectionService.globalRequests());
    listener.setSessionFactory(
        new GatewayServerSession.Factory(listener, settings.wideCipherOffer()));
    listener.addSessionListener(connections);
  }

  private static void awaitClosed(CloseFuture closing) {
    try {
      if (!closing.await(CLOSE_PATIENCE)) {
        LOG.warn("the SSH door's listener did not close in time");
      }
    } catch (IOException interrupted) {
      LOG.warn("the SSH door's listener did not close", interrupted);
    }
  }

  /** MINA's server, which can also stop listening and keep what is connected. */
  private static final class Listener extends SshServer {
    static Listener create() {
      return (Listener) ServerBuilder.builder().factory(Listener::new).build(true);
    }

    void unbind() {
      if (acceptor != null) {
        acceptor.unbind();
      }
    }
  }
}
