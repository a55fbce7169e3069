package dev.gatescribe.gateway.k8s;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an API server. Whoever uses it asks for each message with {@link #read}; so
 * nothing is read that cannot be passed on. Everything happens on its event loop.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

  static final String CODEC = "http";

  /** Who uses the connection now. What is given belongs to whom it is given. */
  interface User {
    void onAnswerHead(HttpResponse head);

    void onAnswerContent(HttpContent content);

    /** Bytes after the protocol was switched. */
    void onUpstreamBytes(ByteBuf bytes);

    void onUpstreamWritable();

    void onUpstreamClosed();
  }

  private final Upstream owner;
  private final MessageGate gate = new MessageGate(this::onMessage, this::onLeft);
  private @Nullable ChannelHandlerContext context;
  private @Nullable User user;
  private @Nullable Future<?> restEnd;
  private Runnable forget = () -> {};
  private boolean used;

  UpstreamConnection(Upstream owner) {
    this.owner = owner;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the connection has no channel yet");
    }
    return context;
  }

  /** Begins to work for somebody. Says whether it worked for somebody before. */
  boolean startUse(User by) {
    user = by;
    boolean before = used;
    used = true;
    if (restEnd != null) {
      restEnd.cancel(false);
      restEnd = null;
    }
    return before;
  }

  boolean isOpen() {
    return context().channel().isActive();
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  void send(Object message) {
    var _ = context().writeAndFlush(message);
  }

  /** Asks for one more message. */
  void read() {
    gate.ask(context());
  }

  /** From now on bytes pass as they are. */
  void becomeRaw() {
    context().pipeline().remove(CODEC);
  }

  /** The one who used it is done, and the answer was passed to its end. */
  void release() {
    user = null;
    owner.giveBack(this, (EventLoop) context().executor());
  }

  void close() {
    user = null;
    gate.giveUp();
    var _ = context().close();
  }

  /** Waits to be used again; what comes meanwhile was not asked for and ends it. */
  void rest(Duration atMost, Runnable onGone) {
    forget = onGone;
    restEnd =
        context().executor().schedule(this::endRest, atMost.toMillis(), TimeUnit.MILLISECONDS);
    read();
  }

  private void endRest() {
    if (user == null) {
      forget.run();
      close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    gate.offer(message);
  }

  private void onMessage(Object message) {
    User current = user;
    if (current == null) {
      ReferenceCountUtil.release(message);
      endRest();
      return;
    }
    switch (message) {
      case HttpResponse head -> current.onAnswerHead(head);
      case HttpContent content -> current.onAnswerContent(content);
      case ByteBuf bytes -> current.onUpstreamBytes(bytes);
      default -> {
        ReferenceCountUtil.release(message);
        exceptionCaught(context(), new IllegalStateException("an unknown kind of message"));
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (user != null && isWritable()) {
      user.onUpstreamWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    gate.onPeerLeft();
  }

  private void onLeft() {
    User current = user;
    user = null;
    if (current == null) {
      forget.run();
    } else {
      current.onUpstreamClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failing, Throwable failure) {
    LOG.debug("a connection to target {} failed", owner.name(), failure);
    gate.giveUp();
    var _ = failing.close();
  }
}
