package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.DenialReason;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients' connections: counts them, closes those over a limit, and hears what becomes of them.
 */
final class ClientConnections implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

  private final GatewayParts parts;
  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger unauthenticated = new AtomicInteger();
  private volatile boolean stopping;

  ClientConnections(GatewayParts parts) {
    this.parts = parts;
  }

  List<ClientConnection> open() {
    return List.copyOf(open);
  }

  /** From now on a new connection is closed at once. */
  void refuseNew() {
    stopping = true;
  }

  @Override
  public void sessionCreated(Session session) {
    GatewayServerSession transport = (GatewayServerSession) session;
    ClientConnection connection = new ClientConnection(parts, transport);
    session.setAttribute(ClientConnection.KEY, connection);
    transport.attach(connection);
    open.add(connection);
    int total = count.incrementAndGet();
    int waiting = unauthenticated.incrementAndGet();
    SshGatewaySettings settings = parts.settings();
    if (stopping
        || total > settings.connectionsMax()
        || waiting > settings.unauthenticatedConnectionsMax()) {
      LOG.info(
          "a connection from {} is closed at once: {} open, {} of them not authenticated",
          connection.clientAddress(),
          total,
          waiting);
      session.close(true);
    }
  }

  @Override
  public void sessionEvent(Session session, Event event) {
    switch (event) {
      case Authenticated -> {
        unauthenticated.decrementAndGet();
        connection(session).onAuthenticated();
      }
      case KeyEstablished, KexCompleted -> {}
    }
  }

  @Override
  public void sessionException(Session session, Throwable problem) {
    if (ProtocolErrors.isProtocolError(problem)) {
      connection(session).onProtocolError();
    }
  }

  @Override
  public void sessionClosed(Session session) {
    ClientConnection connection = connection(session);
    if (!open.remove(connection)) {
      return;
    }
    count.decrementAndGet();
    if (!session.isAuthenticated()) {
      unauthenticated.decrementAndGet();
    }
    if (connection.failedToAuthenticate()) {
      Thread.ofVirtual()
          .name("ssh-authentication-failed")
          .start(() -> onAuthenticationFailed(connection));
    }
    connection.onClosed();
  }

  /** One line for each audit event, so that strangers cannot fill the log either. */
  private void onAuthenticationFailed(ClientConnection connection) {
    if (parts.authenticationFailures().onFailure(connection.clientAddress().getAddress())) {
      LOG.info(
          "authentication failed, {} {}",
          DenialReason.UNKNOWN_PRINCIPAL.code(),
          connection.failedAttempt());
    }
  }

  private static ClientConnection connection(Session session) {
    return Objects.requireNonNull(session.getAttribute(ClientConnection.KEY), "connection");
  }
}
