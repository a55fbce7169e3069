package dev.gatescribe.gateway.k8s;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of clients that are open. */
final class ClientConnections {
  private final int max;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  ClientConnections(int max) {
    this.max = max;
  }

  /** Takes a connection in; says no when there are as many as may be. */
  boolean add(Channel channel) {
    if (open.size() >= max) {
      return false;
    }
    open.add(channel);
    var _ = channel.closeFuture().addListener(_ -> open.remove(channel));
    return true;
  }

  int size() {
    return open.size();
  }

  void closeAll(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Channel channel : open) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      channel.close().awaitUninterruptibly(Math.max(1, leftMillis));
    }
  }
}
