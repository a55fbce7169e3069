package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.ReachedTarget;
import dev.gatescribe.gateway.RecordedSession;
import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.db.UpstreamConnection.UpstreamAddress;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import dev.gatescribe.gateway.db.wire.UpstreamMessage.BackendKeyData;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.UpstreamCredential;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens upstream connections: one for each redeemed proof, to a target that proves that it is the
 * one, with the credential of the target and nothing else.
 */
final class UpstreamConnector {
  /** How long a target may take to take note of a cancel request. */
  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(10);

  private final Transport transport;
  private final Duration timeout;

  UpstreamConnector(Transport transport, Duration timeout) {
    this.transport = transport;
    this.timeout = timeout;
  }

  /** Who logs in to what, with which settings. */
  record Login(String user, String database, Map<String, String> settings, String password) {
    /** Shows nothing of the password. */
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /**
   * Connects and logs in. Waits.
   *
   * @param recorded is told of the connection before the gateway says who it is
   * @param loop where the connection lives
   * @throws UpstreamException if it does not come to a connection that is logged in
   * @throws RecordingException if the connection cannot be recorded
   */
  UpstreamConnection connect(
      RecordedSession recorded,
      ReachedTarget reached,
      StartupParameters.Accepted parameters,
      EventLoop loop)
      throws UpstreamException, RecordingException, InterruptedException {
    Target target = reached.proof().target();
    UpstreamAddress where =
        new UpstreamAddress(
            target.name(), reached.address(), target.host(), target.port(), trust(target));
    Login login =
        new Login(
            reached.proof().login(),
            parameters.database(),
            parameters.settings(),
            password(target, reached.credential()));
    CompletableFuture<UpstreamConnection> result = new CompletableFuture<>();
    ChannelFuture dialled =
        open(
            where,
            loop,
            channel ->
                channel.pipeline().addLast(new UpstreamLogin(where, login, recorded.tap(), result)),
            problem -> result.completeExceptionally(problem));
    var _ =
        result.whenComplete((_, failure) -> {
          if (failure != null) {
            var _ = dialled.channel().close();
          }
        });
    try {
      return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      UpstreamException problem =
          new UpstreamException(
              EndReason.TARGET_UNREACHABLE,
              "target " + target.name() + " did not log the gateway in within " + timeout);
      if (result.completeExceptionally(problem)) {
        throw problem;
      }
      return finished(result);
    } catch (ExecutionException failure) {
      throw problem(failure, target.name());
    }
  }

  /**
   * Asks the target over a connection of its own to cancel what runs. Completes when the target has
   * closed that connection, which is when it has taken note.
   */
  CompletableFuture<Void> cancel(UpstreamConnection running, EventLoop loop) {
    BackendKeyData key = running.key();
    if (key == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    ChannelFuture dialled =
        open(
            running.address(),
            loop,
            channel -> channel.pipeline().addLast(new CancelSender(key, done)),
            done::completeExceptionally);
    return done.orTimeout(CANCEL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> {
          var _ = dialled.channel().close();
        });
  }

  private ChannelFuture open(
      UpstreamAddress where,
      EventLoop loop,
      Consumer<Channel> whenProtected,
      Consumer<UpstreamException> failed) {
    ChannelFuture dialled =
        new Bootstrap()
            .group(loop)
            .channel(transport.socketClass())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Transport.WATER_MARK)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (where.tls() == null) {
                      whenProtected.accept(channel);
                    } else {
                      var _ =
                          channel
                              .pipeline()
                              .addLast(new UpstreamTlsRequest(where, whenProtected, failed));
                    }
                  }
                })
            .connect(where.socket());
    var _ =
        dialled.addListener(future -> {
          if (!future.isSuccess()) {
            failed.accept(
                new UpstreamException(
                    EndReason.TARGET_UNREACHABLE,
                    "target " + where.target() + " cannot be reached",
                    future.cause()));
          }
        });
    return dialled;
  }

  private static @Nullable SslContext trust(Target target) throws UpstreamException {
    return switch (target.trust()) {
      case TargetTrust.Unprotected _ -> null;
      case TargetTrust.TrustedAuthorities(var authorities) -> {
        try {
          yield SslContextBuilder.forClient()
              .sslProvider(Transport.tlsProvider())
              .protocols("TLSv1.3", "TLSv1.2")
              .trustManager(authorities.toArray(X509Certificate[]::new))
              .endpointIdentificationAlgorithm("HTTPS")
              .build();
        } catch (SSLException problem) {
          throw new UpstreamException(
              EndReason.TARGET_CERTIFICATE_REJECTED,
              "the authorities of target " + target.name() + " cannot be used",
              problem);
        }
      }
      case TargetTrust.PinnedHostKeys _ ->
          throw new UpstreamException(
              EndReason.TARGET_CERTIFICATE_REJECTED,
              "target " + target.name() + " has host keys, which are for SSH");
    };
  }

  private static String password(Target target, UpstreamCredential credential)
      throws UpstreamException {
    return switch (credential) {
      case UpstreamCredential.Password(String text) -> text;
      case UpstreamCredential.PrivateKey _,
          UpstreamCredential.ClientCertificate _,
          UpstreamCredential.BearerToken _ ->
          throw new UpstreamException(
              EndReason.TARGET_AUTHENTICATION_FAILED,
              "the credential of target " + target.name() + " is no password");
    };
  }

  private static UpstreamConnection finished(CompletableFuture<UpstreamConnection> result)
      throws UpstreamException, RecordingException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException failure) {
      throw problem(failure, "");
    }
  }

  private static UpstreamException problem(ExecutionException failure, String target)
      throws RecordingException {
    if (failure.getCause() instanceof RecordingException unrecorded) {
      throw unrecorded;
    }
    return failure.getCause() instanceof UpstreamException known
        ? known
        : new UpstreamException(
            EndReason.GATEWAY_ERROR,
            "the connection to target " + target + " failed",
            Objects.requireNonNullElse(failure.getCause(), failure));
  }

  /** Sends the cancel request as soon as the connection stands, and waits for its end. */
  private static final class CancelSender extends ChannelInboundHandlerAdapter {
    private final BackendKeyData key;
    private final CompletableFuture<Void> done;
    private boolean sent;

    CancelSender(BackendKeyData key, CompletableFuture<Void> done) {
      this.key = key;
      this.done = done;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      if (context.channel().isActive()) {
        send(context);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      send(context);
    }

    private void send(ChannelHandlerContext context) {
      if (sent) {
        return;
      }
      sent = true;
      ByteBuf request = Unpooled.buffer();
      new StartupPacket.CancelRequest(key.processId(), key.secret()).encode(request);
      var _ = context.writeAndFlush(request, context.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      done.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      done.completeExceptionally(failure);
    }
  }
}
