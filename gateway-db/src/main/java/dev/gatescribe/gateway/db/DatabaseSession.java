package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.PermissionWatch;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.SessionAudit;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.gateway.db.wire.Authentication;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.TransactionState;
import dev.gatescribe.gateway.db.wire.UpstreamMessage;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.DatabaseEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One principal on one database: the recording, the two connections, and the relays between them.
 *
 * <pre>
 *   Relaying ──end(reason)──→ Ending ──counts recorded, recording ended──→ ended
 * </pre>
 *
 * The first reason counts. Everything happens on the event loop that both connections share, but
 * what waits.
 */
final class DatabaseSession {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseSession.class);

  /** How long a farewell may take to reach a side that does not read. */
  private static final Duration FAREWELL_PATIENCE = Duration.ofSeconds(5);

  private final RecordedSession recorded;
  private final RecordingId id;
  private final RelayTap tap;
  private @Nullable String warning;
  private final UpstreamConnection upstream;
  private final Channel client;
  private final GatewayParts parts;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final ClientRelay clientRelay;
  private final UpstreamRelay upstreamRelay;
  private CancelDesk.@Nullable Ticket cancelTicket;
  private @Nullable PermissionWatch permission;
  private boolean ending;

  DatabaseSession(
      RecordedSession recorded, UpstreamConnection upstream, Channel client, GatewayParts parts) {
    this.recorded = recorded;
    this.id = recorded.id();
    this.tap = new RelayTap(recorded.tap());
    this.upstream = upstream;
    this.client = client;
    this.parts = parts;
    StatementLedger ledger = new StatementLedger(tap, TransactionState.IDLE);
    this.clientRelay = new ClientRelay(this, client, upstream.channel(), ledger);
    this.upstreamRelay = new UpstreamRelay(this, upstream.channel(), client, ledger);
  }

  RecordingId id() {
    return id;
  }

  RelayTap tap() {
    return tap;
  }

  UpstreamConnection upstream() {
    return upstream;
  }

  EventLoop eventLoop() {
    return client.eventLoop();
  }

  /** When the recording has been ended and handed over. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Tells the client that it is logged in, and begins to relay. On the event loop.
   *
   * @param secretBytes how long the secret is by which the client may cancel
   */
  void start(int secretBytes) {
    if (!client.isActive()) {
      end(EndReason.CLIENT_CLOSED, "");
      return;
    }
    ByteBuf greeting = client.alloc().buffer();
    new Authentication.Ok().encode(greeting);
    greeting.writeBytes(upstream.greeting().duplicate());
    if (upstream.canBeCancelled()) {
      CancelDesk.Ticket ticket = parts.cancelDesk().open(this, upstream.processId(), secretBytes);
      cancelTicket = ticket;
      new UpstreamMessage.BackendKeyData(upstream.processId(), ticket.secret()).encode(greeting);
    }
    new UpstreamMessage.ReadyForQuery(TransactionState.IDLE).encode(greeting);
    var _ = client.writeAndFlush(greeting, client.voidPromise());
    client.pipeline().addLast("relay", clientRelay);
    upstream.channel().pipeline().addLast("relay", upstreamRelay);
    permission = PermissionWatch.start(recorded, eventLoop(), this::end);
    recorded.tap().whenBroken(this::onRecorderFailure);
    recorded.tap().whenBudgetNears(line -> eventLoop().execute(() -> onWarning(line)));
    if (!upstream.channel().isActive()) {
      end(EndReason.TARGET_CLOSED, "the target closed the connection");
      return;
    }
    // Taking the handlers of the login away hands over what they have read too much.
    upstream.startRelaying();
    client.config().setAutoRead(true);
  }

  /** Ends the session. The first reason counts. From any thread; does not wait. */
  void end(EndReason reason, String detail) {
    if (eventLoop().inEventLoop()) {
      endNow(reason, detail);
    } else {
      eventLoop().execute(() -> endNow(reason, detail));
    }
  }

  void onRecorderFailure(Throwable failure) {
    RecordingException why = Tap.asRecordingException(failure);
    if (why.reason() == EndReason.RECORDER_FAILED) {
      LOG.error("session {}: the recorder cannot keep its promise", id, failure);
    }
    end(why.reason(), why.explanation());
  }

  private void onWarning(String line) {
    warning = line;
    warnBetweenMessages();
  }

  /** A notice may come at any time, but not in the middle of another message. */
  void warnBetweenMessages() {
    String line = warning;
    if (line != null && !ending && upstreamRelay.isAtBoundary()) {
      warning = null;
      ByteBuf notice = client.alloc().buffer();
      new UpstreamMessage.NoticeResponse(Refusal.warning(line)).encode(notice);
      var _ = client.writeAndFlush(notice, client.voidPromise());
    }
  }

  void onGatewayError(RuntimeException failure) {
    LOG.error("session {}: an error of the gateway", id, failure);
    end(EndReason.GATEWAY_ERROR, "an internal error");
  }

  void onChannelFailure(Relay side, Throwable failure) {
    LOG.debug("session {}: a connection failed", id, failure);
    if (side == clientRelay) {
      end(
          failure instanceof DecoderException
              ? EndReason.CLIENT_PROTOCOL_ERROR
              : EndReason.CLIENT_CLOSED,
          "the connection to the client failed");
    } else {
      end(
          failure instanceof DecoderException
              ? EndReason.TARGET_PROTOCOL_ERROR
              : EndReason.TARGET_CLOSED,
          "the connection to the target failed");
    }
  }

  /** A side takes bytes again, or takes no more: the other side is read, or not. */
  void onWritabilityChanged(Relay side, boolean writable) {
    Relay other = side == clientRelay ? upstreamRelay : clientRelay;
    other.gate().set(ReadGate.Stop.PEER_FULL, !writable);
  }

  void onAnswers() {
    clientRelay.onAnswers();
  }

  /**
   * The client asks over another connection that what runs be cancelled. Completes when that is
   * recorded and the target has been told.
   */
  CompletableFuture<Void> cancel(InetSocketAddress from) {
    return recorded
        .tap()
        .accept(new DatabaseEvent.CancelRequested(SessionAudit.address(from)))
        .thenCompose(_ -> parts.connector().cancel(upstream, eventLoop()));
  }

  private void endNow(EndReason reason, String detail) {
    if (ending) {
      return;
    }
    ending = true;
    LOG.info("session {}: ends, {} {}", id, reason.code(), detail);
    PermissionWatch watched = permission;
    if (watched != null) {
      watched.stop();
    }
    CancelDesk.Ticket ticket = cancelTicket;
    if (ticket != null) {
      parts.cancelDesk().close(ticket);
    }
    boolean clientMayRead = upstreamRelay.isAtBoundary() && !upstreamRelay.hasSaidFarewell();
    boolean upstreamMayRead = clientRelay.isAtBoundary();
    clientRelay.stop();
    upstreamRelay.stop();
    leave(client, clientMayRead && reason != EndReason.CLIENT_CLOSED, farewell(reason, detail));
    leave(upstream.channel(), upstreamMayRead, terminate());
    upstream.release();
    Thread.ofVirtual().name("db-end-" + id).start(() -> finish(reason, detail));
  }

  private void finish(EndReason reason, String detail) {
    try {
      var _ =
          recorded
              .tap()
              .accept(
                  new DatabaseEvent.MessagesForwarded(
                      clientRelay.unseenMessages(),
                      clientRelay.unseenBytes(),
                      upstreamRelay.unseenMessages(),
                      upstreamRelay.unseenBytes()));
    } finally {
      recorded.end(reason, detail);
      ended.complete(null);
    }
  }

  private static ByteBuf farewell(EndReason reason, String detail) {
    ByteBuf bytes = Unpooled.buffer();
    new UpstreamMessage.ErrorResponse(Refusal.of(reason, detail).diagnostics()).encode(bytes);
    return bytes;
  }

  private static ByteBuf terminate() {
    ByteBuf bytes = Unpooled.buffer();
    new ClientMessage.Terminate().encode(bytes);
    return bytes;
  }

  /** Closes a connection when what was written has left, or when that takes too long. */
  private static void leave(Channel channel, boolean withWords, ByteBuf words) {
    if (!channel.isActive()) {
      var _ = channel.close();
      return;
    }
    channel.config().setAutoRead(true);
    var _ =
        channel
            .writeAndFlush(withWords ? words : Unpooled.EMPTY_BUFFER)
            .addListener(ChannelFutureListener.CLOSE);
    var _ =
        channel
            .eventLoop()
            .schedule(
                () -> channel.unsafe().close(channel.unsafe().voidPromise()),
                FAREWELL_PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
  }
}
