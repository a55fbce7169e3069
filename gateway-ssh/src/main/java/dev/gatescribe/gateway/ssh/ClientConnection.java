package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.Destination;
import dev.gatescribe.gateway.RefusalMessage;
import dev.gatescribe.gateway.SessionAudit;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, from its first byte to its last.
 *
 * <pre>
 *   Unasked ──first channel──→ Asking ──→ InSession ──┐
 *      │                         └──────→ Refused   ──┤
 *      └─────────────── connection closed ────────────┴──→ Gone
 * </pre>
 *
 * <p>The question whether a session may be opened is asked once, when the first channel is opened,
 * and on a virtual thread. Channels that are opened meanwhile wait for the same answer.
 */
final class ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** Where MINA's session keeps it. */
  static final AttributeKey<ClientConnection> KEY = new AttributeKey<>();

  /**
   * How long a client whose channels were ended may take to leave by itself. One that is
   * disconnected while it still reads its status reports the disconnect instead.
   */
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(2);

  private sealed interface State {
    record Unasked(List<String> refusedBefore) implements State {}

    record Asking(List<ClientSshChannel> waiting, List<String> refusedBefore) implements State {}

    record InSession(GatewaySession session) implements State {}

    record Refused(RefusalMessage refusal) implements State {}

    record Gone() implements State {}
  }

  private final GatewayParts parts;
  private final ServerSession connection;
  private final InetSocketAddress clientAddress;
  private final SocketBacklog backlog = new SocketBacklog();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private State current = new State.Unasked(new ArrayList<>());
  private volatile boolean triedToAuthenticate;
  private volatile String refusedAttempt = "without a key";
  private volatile boolean protocolError;
  private @Nullable EndReason stopping;

  ClientConnection(GatewayParts parts, ServerSession connection) {
    this.parts = parts;
    this.connection = connection;
    this.clientAddress = (InetSocketAddress) connection.getClientAddress();
  }

  ClientSshChannel newChannel() {
    return new ClientSshChannel(this, backlog, parts.windows());
  }

  InetSocketAddress clientAddress() {
    return clientAddress;
  }

  /** When the session, if there was one, has ended and the connection is closed. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  void onAuthenticationRequest() {
    triedToAuthenticate = true;
  }

  /** A key was shown that is nobody's. */
  void onKeyRefused(String userName, String fingerprint) {
    // Nothing else of the user name: what has not the form of a destination may be a password.
    String target =
        Destination.parse(userName) instanceof Destination.Named named
            ? named.target()
            : "no target";
    refusedAttempt = "for " + target + " with " + fingerprint;
  }

  /** Who failed to authenticate, for which target and with which key, for the log. */
  String failedAttempt() {
    return clientAddress.getAddress().getHostAddress() + " " + refusedAttempt;
  }

  /** Whether it asked to authenticate and did not come to it. */
  boolean failedToAuthenticate() {
    return triedToAuthenticate && !connection.isAuthenticated();
  }

  void onAuthenticated() {
    if (connection.getAttribute(SignedIdentity.KEY) == null) {
      // Nothing but a verified signature leads here; if something else does, nobody is let in.
      LOG.error("a connection from {} authenticated without an identity", clientAddress);
      connection.close(true);
      return;
    }
    KeepAlive.start(
        connection,
        backlog,
        parts.settings().keepAliveInterval(),
        parts.settings().keepAlivesUnansweredMax(),
        parts.scheduler());
  }

  void onProtocolError() {
    protocolError = true;
  }

  /** A channel was opened; it is confirmed when it is known what becomes of it. */
  synchronized void onChannelOpen(ClientSshChannel channel) {
    switch (current) {
      case State.Unasked(List<String> refusedBefore) -> {
        List<ClientSshChannel> waiting = new ArrayList<>();
        waiting.add(channel);
        current = new State.Asking(waiting, refusedBefore);
        Thread.ofVirtual().name("ssh-open-" + clientAddress).start(this::ask);
      }
      case State.Asking(List<ClientSshChannel> waiting, _) -> waiting.add(channel);
      case State.InSession(GatewaySession session) ->
          Thread.ofVirtual()
              .name("ssh-stream-" + session.id())
              .start(() -> session.openStream(channel));
      case State.Refused(RefusalMessage refusal) -> channel.refuse(refusal);
      case State.Gone _ -> channel.close(true);
    }
  }

  /** The client asked for something, outside of a stream, that is refused in every session. */
  synchronized void onFeatureRefused(String what) {
    switch (current) {
      case State.Unasked(List<String> refusedBefore) -> remember(refusedBefore, what);
      case State.Asking(_, List<String> refusedBefore) -> remember(refusedBefore, what);
      case State.InSession(GatewaySession session) -> session.refuseLater(what);
      case State.Refused _, State.Gone _ -> LOG.debug("refused without a session: {}", what);
    }
  }

  private static void remember(List<String> refusedBefore, String what) {
    if (refusedBefore.size() < GatewaySession.REFUSALS_MAX) {
      refusedBefore.add(what);
    }
  }

  private void ask() {
    SessionOpening.Outcome outcome;
    try {
      SignedIdentity identity = connection.getAttribute(SignedIdentity.KEY);
      outcome = new SessionOpening(parts, identity, clientAddress).open(connection.getUsername());
    } catch (RuntimeException failure) {
      outcome = undecided(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      outcome = undecided(interrupted);
    }
    switch (outcome) {
      case SessionOpening.Outcome.Opened(GatewaySession session) -> enter(session);
      case SessionOpening.Outcome.NotOpened(RefusalMessage refusal) -> refuse(refusal);
    }
  }

  private SessionOpening.Outcome undecided(Exception failure) {
    LOG.error("a session for {} could not be decided on", clientAddress, failure);
    return new SessionOpening.Outcome.NotOpened(
        RefusalMessage.refused(DenialReason.DECISION_FAILED, "an internal error"));
  }

  private void enter(GatewaySession session) {
    List<ClientSshChannel> waiting = List.of();
    EndReason over;
    synchronized (this) {
      over = stopping;
      if (current instanceof State.Asking(List<ClientSshChannel> channels, List<String> refused)) {
        waiting = channels;
        refused.forEach(session::refuseLater);
        current = new State.InSession(session);
      } else if (over == null) {
        over = EndReason.CLIENT_CLOSED;
      }
    }
    var _ = session.ended().whenComplete((_, _) -> onSessionEnded());
    session.start(() -> connection.close(true));
    if (over != null) {
      session.end(over, "");
    }
    for (ClientSshChannel channel : waiting) {
      Thread.ofVirtual()
          .name("ssh-stream-" + session.id())
          .start(() -> session.openStream(channel));
    }
  }

  private synchronized void refuse(RefusalMessage refusal) {
    if (current instanceof State.Asking(List<ClientSshChannel> waiting, _)) {
      current = new State.Refused(refusal);
      waiting.forEach(channel -> channel.refuse(refusal));
    } else {
      finished.complete(null);
    }
  }

  /** The person has read why not. A client that stays would only be refused again. */
  void onRefusedChannelClosed() {
    later(() -> {
      // Another refused channel may not have been read yet; its own end brings us back here.
      if (connection.getService(GatewayConnectionService.class).getChannels().isEmpty()) {
        disconnect("refused");
      }
    });
  }

  /** The connection is closed, whoever closed it. */
  void onClosed() {
    GatewaySession session = null;
    synchronized (this) {
      switch (current) {
        case State.InSession(GatewaySession live) -> session = live;
        case State.Unasked(List<String> refused) -> auditThenFinish(List.copyOf(refused));
        case State.Asking _ -> {}
        case State.Refused _, State.Gone _ -> finished.complete(null);
      }
      current = new State.Gone();
    }
    if (session != null) {
      session.end(protocolError ? EndReason.CLIENT_PROTOCOL_ERROR : EndReason.CLIENT_CLOSED, "");
      var _ = session.ended().whenComplete((_, _) -> finished.complete(null));
    }
  }

  /** No session ever heard of what was refused: {@code ssh -N -L …} asks for nothing else. */
  private void auditThenFinish(List<String> refused) {
    SignedIdentity identity = connection.getAttribute(SignedIdentity.KEY);
    if (refused.isEmpty() || identity == null) {
      finished.complete(null);
      return;
    }
    Destination destination = Destination.parse(connection.getUsername());
    SessionAudit audit =
        new SessionAudit(
            parts.ports(),
            new SessionAudit.Subject(
                Protocol.SSH,
                "",
                identity.principal().name(),
                destination instanceof Destination.Named named ? named.target() : "",
                destination instanceof Destination.Named named ? named.login() : "",
                clientAddress));
    Thread.ofVirtual()
        .name("ssh-refused-" + clientAddress)
        .start(() -> {
          try {
            Set.copyOf(refused)
                .forEach(what -> audit.featureRefused(DenialReason.FEATURE_NOT_ALLOWED, "", what));
          } finally {
            finished.complete(null);
          }
        });
  }

  /** The gateway stops: ends what there is, with a line for the person. Does not wait. */
  void stop() {
    GatewaySession session = null;
    synchronized (this) {
      stopping = EndReason.GATEWAY_STOPPED;
      if (current instanceof State.InSession(GatewaySession live)) {
        session = live;
      }
    }
    if (session != null) {
      session.end(EndReason.GATEWAY_STOPPED, "the gateway is being stopped");
    } else {
      disconnect("the gateway is being stopped");
    }
  }

  /** Closes the connection at once. */
  void close() {
    connection.close(true);
  }

  private void onSessionEnded() {
    synchronized (this) {
      if (current instanceof State.Gone) {
        finished.complete(null);
        return;
      }
    }
    later(() -> disconnect("the session has ended"));
  }

  private void later(Runnable task) {
    var _ =
        parts
            .scheduler()
            .schedule(
                () -> {
                  if (!connection.isClosing()) {
                    task.run();
                  }
                },
                LEAVE_PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void disconnect(String text) {
    if (connection.isClosing()) {
      return;
    }
    try {
      connection.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, text);
    } catch (IOException failure) {
      LOG.debug("a client could not be told that it is disconnected", failure);
      connection.close(true);
    }
  }
}
