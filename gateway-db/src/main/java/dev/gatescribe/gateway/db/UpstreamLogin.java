package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.Tap;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.db.ScramExchange.ScramException;
import dev.gatescribe.gateway.db.UpstreamConnection.UpstreamAddress;
import dev.gatescribe.gateway.db.UpstreamConnector.Login;
import dev.gatescribe.gateway.db.wire.Authentication;
import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.Diagnostics;
import dev.gatescribe.gateway.db.wire.MessageCaps;
import dev.gatescribe.gateway.db.wire.MessageFrame;
import dev.gatescribe.gateway.db.wire.ProtocolViolation;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.gateway.db.wire.TransactionState;
import dev.gatescribe.gateway.db.wire.UpstreamMessage;
import dev.gatescribe.gateway.db.wire.UpstreamMessage.BackendKeyData;
import dev.gatescribe.gateway.db.wire.UpstreamMessageType;
import dev.gatescribe.session.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Logs the gateway in to a target.
 *
 * <pre>
 *   Asked ──SASL──→ ScramBegun ──continue──→ ScramAnswered ──final──→ ScramVerified ─┐
 *     ├──cleartext, inside TLS──→ PasswordSent ──────────────────────────────────ok──┤
 *     └──ok, the target asks for nothing────────────────────────────────────────────→ Welcomed
 *   Welcomed ──settings, key, notices──→ ready for query: the connection is handed over
 * </pre>
 *
 * A message that the state does not expect ends it (CVE-2026-107350 and its like).
 */
final class UpstreamLogin extends ByteToMessageDecoder {
  /** Settings and notices that are kept for the client; PostgreSQL sends about 1 KiB. */
  private static final int GREETING_MAX_BYTES = 64 * 1024;

  private sealed interface State {
    record Asked() implements State {}

    record PasswordSent() implements State {}

    record ScramBegun(ScramExchange exchange) implements State {}

    record ScramAnswered(ScramExchange exchange) implements State {}

    record ScramVerified() implements State {}

    record Welcomed() implements State {}

    record Over() implements State {}
  }

  private final UpstreamAddress address;
  private final Login login;
  private final Tap tap;
  private final CompletableFuture<UpstreamConnection> result;
  private State current = new State.Asked();
  private @Nullable ByteBuf greeting;
  private @Nullable BackendKeyData key;
  private boolean asked;

  UpstreamLogin(
      UpstreamAddress address, Login login, Tap tap, CompletableFuture<UpstreamConnection> result) {
    this.address = address;
    this.login = login;
    this.tap = tap;
    this.result = result;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      ask(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ask(context);
  }

  /** The connection is recorded before the target learns who comes. */
  private void ask(ChannelHandlerContext context) {
    if (asked) {
      return;
    }
    asked = true;
    var _ =
        tap.accept(
                RecordedSession.targetConnected(
                    (InetSocketAddress) context.channel().localAddress(),
                    (InetSocketAddress) context.channel().remoteAddress()))
            .whenCompleteAsync(
                (_, failure) -> {
                  if (failure == null) {
                    sayWho(context);
                  } else {
                    current = new State.Over();
                    result.completeExceptionally(Tap.asRecordingException(failure));
                  }
                },
                context.executor());
  }

  private void sayWho(ChannelHandlerContext context) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(StartupParameters.USER, login.user());
    parameters.put(StartupParameters.DATABASE, login.database());
    parameters.putAll(login.settings());
    ByteBuf packet = context.alloc().buffer();
    // Protocol 3.0, which every server and pooler speaks; the newer one would only lengthen keys.
    new StartupPacket.Startup(3, 0, parameters).encode(packet);
    var _ = context.writeAndFlush(packet, context.voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (current instanceof State.Over || in.readableBytes() < MessageFrame.HEADER_BYTES) {
      return;
    }
    try {
      int length =
          MessageFrame.bodyLength(in, in.readerIndex(), MessageCaps.LOGIN_MESSAGE_MAX_BYTES);
      UpstreamMessageType type = UpstreamMessageType.ofCode(in.getByte(in.readerIndex()));
      if (in.readableBytes() < MessageFrame.HEADER_BYTES + length) {
        return;
      }
      ByteBuf message = in.readSlice(MessageFrame.HEADER_BYTES + length);
      onMessage(context, type, message);
    } catch (ProtocolViolation violation) {
      fail(EndReason.TARGET_PROTOCOL_ERROR, "broke the protocol: " + violation.explanation());
    } catch (ScramException problem) {
      fail(
          EndReason.TARGET_AUTHENTICATION_FAILED, "was not logged in to: " + problem.explanation());
    }
  }

  private void onMessage(ChannelHandlerContext context, UpstreamMessageType type, ByteBuf message)
      throws ProtocolViolation, ScramException {
    ByteBuf body = message.slice();
    body.skipBytes(MessageFrame.HEADER_BYTES);
    switch (type) {
      case ERROR -> onError(UpstreamMessage.ErrorResponse.decode(body).diagnostics());
      case AUTHENTICATION -> onAuthentication(context, Authentication.decode(body));
      case PARAMETER_STATUS, NOTICE -> {
        requireWelcomed();
        keep(context, message);
      }
      case BACKEND_KEY_DATA -> {
        requireWelcomed();
        key = BackendKeyData.decode(body);
      }
      case READY_FOR_QUERY -> {
        requireWelcomed();
        if (UpstreamMessage.ReadyForQuery.decode(body).state() != TransactionState.IDLE) {
          throw new ProtocolViolation("a transaction before the first statement");
        }
        handOver(context);
      }
      default -> throw new ProtocolViolation("a message that is not part of a login");
    }
  }

  private void onAuthentication(ChannelHandlerContext context, Authentication demand)
      throws ProtocolViolation, ScramException {
    switch (demand) {
      case Authentication.Ok _ -> {
        switch (current) {
          case State.Asked _, State.PasswordSent _, State.ScramVerified _ ->
              current = new State.Welcomed();
          case State.ScramBegun _, State.ScramAnswered _ ->
              throw new ScramException("the target has not proved that it knows the password");
          case State.Welcomed _, State.Over _ -> throw outOfOrder();
        }
      }
      case Authentication.Sasl(List<String> mechanisms) -> {
        requireAsked();
        if (!mechanisms.contains(ScramExchange.MECHANISM)) {
          throw new ScramException("the target offers no " + ScramExchange.MECHANISM);
        }
        ScramExchange exchange = new ScramExchange(login.password());
        current = new State.ScramBegun(exchange);
        send(context, ClientMessage.Password.saslFirst(ScramExchange.MECHANISM, exchange.first()));
      }
      case Authentication.SaslContinue(ByteBuf data) -> {
        if (!(current instanceof State.ScramBegun(ScramExchange exchange))) {
          throw outOfOrder();
        }
        current = new State.ScramAnswered(exchange);
        answer(context, exchange, data.toString(StandardCharsets.UTF_8));
      }
      case Authentication.SaslFinal(ByteBuf data) -> {
        if (!(current instanceof State.ScramAnswered(ScramExchange exchange))) {
          throw outOfOrder();
        }
        exchange.verify(data.toString(StandardCharsets.UTF_8));
        current = new State.ScramVerified();
      }
      case Authentication.CleartextPassword _ -> {
        requireAsked();
        if (address.tls() == null) {
          throw new ScramException("the target asks for a password in clear, without TLS");
        }
        current = new State.PasswordSent();
        send(context, ClientMessage.Password.ofText(login.password()));
      }
      case Authentication.Md5Password _ ->
          throw new ScramException("the target asks for a password hashed by MD5");
      case Authentication.Other(int code, _) ->
          throw new ScramException("the target asks for authentication " + code);
    }
  }

  /** The arithmetic takes milliseconds, so it happens elsewhere. */
  private void answer(ChannelHandlerContext context, ScramExchange exchange, String challenge) {
    Thread.ofVirtual()
        .name("db-scram")
        .start(() -> {
          try {
            byte[] answer = exchange.answer(challenge);
            context
                .executor()
                .execute(() -> send(context, ClientMessage.Password.saslNext(answer)));
          } catch (ScramException problem) {
            context
                .executor()
                .execute(() ->
                    fail(
                        EndReason.TARGET_AUTHENTICATION_FAILED,
                        "was not logged in to: " + problem.explanation()));
          }
        });
  }

  private static void send(ChannelHandlerContext context, ClientMessage message) {
    ByteBuf bytes = context.alloc().buffer();
    message.encode(bytes);
    var _ = context.writeAndFlush(bytes, context.voidPromise());
  }

  private void onError(Diagnostics said) {
    // Class 28: the target refuses the login itself, which is the gateway's and no client's
    // business.
    if (said.sqlState().startsWith("28")) {
      fail(EndReason.TARGET_AUTHENTICATION_FAILED, "did not accept the gateway's credential");
    } else {
      finish(
          new TargetRefusalException(
              EndReason.TARGET_CLOSED,
              "target " + address.target() + " refused the connection: " + said.message(),
              said));
    }
  }

  private void keep(ChannelHandlerContext context, ByteBuf message) throws ProtocolViolation {
    ByteBuf kept = greeting;
    if (kept == null) {
      kept = context.alloc().buffer();
      greeting = kept;
    }
    if (kept.readableBytes() + message.readableBytes() > GREETING_MAX_BYTES) {
      throw new ProtocolViolation("too many settings and notices");
    }
    kept.writeBytes(message);
  }

  private void handOver(ChannelHandlerContext context) {
    current = new State.Over();
    // What follows is for the relay, which is not there yet.
    context.channel().config().setAutoRead(false);
    ByteBuf kept = greeting;
    greeting = null;
    UpstreamConnection connection =
        new UpstreamConnection(
            context.channel(), address, key, kept == null ? context.alloc().buffer() : kept, this);
    if (!result.complete(connection)) {
      connection.release();
      var _ = context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (current instanceof State.Over) {
      context.fireChannelInactive();
    } else {
      fail(EndReason.TARGET_CLOSED, "closed the connection during the login");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    finish(
        new UpstreamException(
            EndReason.TARGET_CLOSED,
            "the connection to target " + address.target() + " failed during the login",
            failure));
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    ByteBuf kept = greeting;
    if (kept != null) {
      kept.release();
      greeting = null;
    }
  }

  private void fail(EndReason reason, String what) {
    finish(new UpstreamException(reason, "target " + address.target() + " " + what));
  }

  private void finish(UpstreamException problem) {
    current = new State.Over();
    result.completeExceptionally(problem);
  }

  private void requireAsked() throws ProtocolViolation {
    if (!(current instanceof State.Asked)) {
      throw outOfOrder();
    }
  }

  private void requireWelcomed() throws ProtocolViolation {
    if (!(current instanceof State.Welcomed)) {
      throw outOfOrder();
    }
  }

  private static ProtocolViolation outOfOrder() {
    return new ProtocolViolation("a message out of order");
  }
}
