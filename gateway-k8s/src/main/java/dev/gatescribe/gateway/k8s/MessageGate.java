package dev.gatescribe.gateway.k8s;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Hands on one message for each that was asked for, so that whoever relays decides how much it
 * holds. What was decoded before the peer left is handed on before it is told that the peer left.
 *
 * <p>No handler of its own: a channel that is closed takes its handlers away soon, whatever they
 * still hold. Lives on the channel's event loop.
 */
final class MessageGate {
  private final Consumer<Object> receiver;
  private final Runnable left;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private boolean asked;
  private boolean peerLeft;
  private boolean told;

  /**
   * @param receiver owns what it is given
   * @param left is told once, when the peer has left and nothing waits any more
   */
  MessageGate(Consumer<Object> receiver, Runnable left) {
    this.receiver = receiver;
    this.left = left;
  }

  /** Asks for one message: the next that waits, or one that is read from the channel. */
  void ask(ChannelHandlerContext context) {
    asked = true;
    if (waiting.isEmpty() && !peerLeft) {
      context.read();
    } else {
      handOn();
    }
  }

  /** A message has been read. */
  void offer(Object message) {
    waiting.add(message);
    handOn();
  }

  /** The channel has been closed, by whomever. */
  void onPeerLeft() {
    peerLeft = true;
    handOn();
  }

  /** Nobody wants what waits. */
  void giveUp() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    handOn();
  }

  private void handOn() {
    while (asked && !waiting.isEmpty()) {
      asked = false;
      receiver.accept(waiting.poll());
    }
    if (peerLeft && waiting.isEmpty() && !told) {
      told = true;
      left.run();
    }
  }
}
