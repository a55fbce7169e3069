package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.StartupPacket.CancelRequest;
import dev.gatescribe.gateway.db.wire.UpstreamMessage.ErrorResponse;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: first nobody's, then somebody's, then a session's.
 *
 * <pre>
 *   Arriving ──password──→ Opening ──opened──→ InSession
 *       └──────refused───────┴──→ Leaving ──→ closed
 * </pre>
 */
final class ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** The secret of a client that can take more than 32 bits; as long as PostgreSQL's own. */
  static final int LONG_SECRET_BYTES = 32;

  /** How long a refusal may take to be read. */
  private static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(5);

  private final Channel channel;
  private final GatewayParts parts;
  private final SslContext tls;
  private final Runnable onAuthenticated;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private @Nullable DatabaseSession session;
  private boolean opening;
  private boolean leaving;
  private boolean stopping;

  ClientConnection(Channel channel, GatewayParts parts, SslContext tls, Runnable onAuthenticated) {
    this.channel = channel;
    this.parts = parts;
    this.tls = tls;
    this.onAuthenticated = onAuthenticated;
    var _ = channel.closeFuture().addListener(_ -> onClosed());
  }

  /** When the connection is closed, and the recording of its session ended. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  boolean isLeaving() {
    return leaving;
  }

  SslHandler newTlsHandler(ByteBufAllocator allocator) {
    SslHandler handler = tls.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(parts.settings().loginGrace().toMillis());
    return handler;
  }

  /** Begins to open a session. On the event loop; does not wait. */
  void open(
      Map<String, String> parameters, AccessToken token, int secretBytes, ChannelHandler login) {
    opening = true;
    SessionOpening way = new SessionOpening(parts, channel, onAuthenticated);
    Thread.ofVirtual()
        .name("db-opening")
        .start(() -> {
          SessionOpening.Outcome outcome;
          try {
            outcome = way.open(parameters, token);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            outcome = failed();
          } catch (RuntimeException failure) {
            LOG.error("an error of the gateway while a session was opened", failure);
            outcome = failed();
          }
          SessionOpening.Outcome result = outcome;
          channel.eventLoop().execute(() -> onOutcome(result, secretBytes, login));
        });
  }

  private static SessionOpening.Outcome failed() {
    return new SessionOpening.Outcome.NotOpened(
        Refusal.of(EndReason.GATEWAY_ERROR, "an internal error"));
  }

  private void onOutcome(SessionOpening.Outcome outcome, int secretBytes, ChannelHandler login) {
    opening = false;
    switch (outcome) {
      case SessionOpening.Outcome.NotOpened(Refusal refusal) -> {
        leave(refusal);
        if (!channel.isActive()) {
          finished.complete(null);
        }
      }
      case SessionOpening.Outcome.Opened(DatabaseSession opened) -> {
        session = opened;
        var _ = opened.ended().whenComplete((_, _) -> onSessionEnded());
        opened.start(secretBytes);
        if (channel.isActive()) {
          channel.pipeline().remove(login);
        }
        if (stopping) {
          opened.end(EndReason.GATEWAY_STOPPED, "the gateway is being stopped");
        }
      }
    }
  }

  /** The client wants something cancelled on another connection, and is told nothing. */
  void cancel(CancelRequest request) {
    leaving = true;
    var _ =
        parts
            .cancelDesk()
            .cancel(request, (InetSocketAddress) channel.remoteAddress())
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.info("a cancel request did not reach its target", failure);
              }
              var _ = channel.close();
            });
  }

  /** Tells the client why, and closes. On the event loop. */
  void leave(Refusal refusal) {
    if (leaving) {
      return;
    }
    leaving = true;
    ByteBuf message = channel.alloc().buffer();
    new ErrorResponse(refusal.diagnostics()).encode(message);
    var _ = channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    var _ =
        channel
            .eventLoop()
            .schedule(this::close, REFUSAL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The gateway stops: ends what there is. From any thread; does not wait. */
  void stop() {
    channel
        .eventLoop()
        .execute(() -> {
          stopping = true;
          DatabaseSession live = session;
          if (live != null) {
            live.end(EndReason.GATEWAY_STOPPED, "the gateway is being stopped");
          } else if (!opening) {
            leave(Refusal.of(DenialReason.SHUTTING_DOWN, "the gateway is being stopped"));
          }
        });
  }

  private void close() {
    var _ = channel.close();
  }

  void onFailure(Throwable failure) {
    LOG.debug("a client's connection failed before it had a session", failure);
    var _ = channel.close();
  }

  private void onClosed() {
    DatabaseSession live = session;
    if (live != null) {
      live.end(EndReason.CLIENT_CLOSED, "");
    } else if (!opening) {
      finished.complete(null);
    }
  }

  private void onSessionEnded() {
    var _ = channel.closeFuture().addListener(_ -> finished.complete(null));
  }
}
