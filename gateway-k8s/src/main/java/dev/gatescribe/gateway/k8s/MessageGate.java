package dev.gatescribe.gateway.k8s;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands on one message for each read that was asked for, so that whoever relays decides how much it
 * holds. What was decoded before the peer left is handed on before it is told that the peer left.
 */
final class MessageGate extends ChannelDuplexHandler {
  private final Deque<Object> waiting = new ArrayDeque<>();
  private boolean asked;
  private boolean peerLeft;
  private boolean told;

  @Override
  public void read(ChannelHandlerContext context) {
    asked = true;
    if (waiting.isEmpty()) {
      context.read();
    } else {
      handOn(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    waiting.add(message);
    handOn(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    peerLeft = true;
    handOn(context);
  }

  /** Closing from this side gives up what is waiting. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    giveUp();
    if (peerLeft) {
      tell(context);
    }
    var _ = context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    giveUp();
  }

  private void handOn(ChannelHandlerContext context) {
    while (asked && !waiting.isEmpty()) {
      asked = false;
      context.fireChannelRead(waiting.poll());
    }
    if (peerLeft && waiting.isEmpty()) {
      tell(context);
    }
  }

  private void tell(ChannelHandlerContext context) {
    if (!told) {
      told = true;
      context.fireChannelInactive();
    }
  }

  private void giveUp() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
