package dev.gatescribe.gateway.db;

import io.netty.channel.Channel;

/**
 * Whether a side is read from. Each reason to stop is set and lifted by itself; reading goes on
 * when none is left. For the channel's event loop.
 */
final class ReadGate {
  /** Why a side is not read from. */
  enum Stop {
    /** The recorder has not accepted what was read last. */
    RECORDER(1),
    /** The other side takes no more bytes. */
    PEER_FULL(2),
    /** Too many requests wait for their answers. */
    REQUESTS_OPEN(4);

    private final int bit;

    Stop(int bit) {
      this.bit = bit;
    }
  }

  private final Channel channel;
  private int stops;

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  void set(Stop stop, boolean on) {
    int bit = stop.bit;
    int now = on ? stops | bit : stops & ~bit;
    if (now == stops) {
      return;
    }
    boolean wasOpen = stops == 0;
    stops = now;
    if (wasOpen || stops == 0) {
      channel.config().setAutoRead(stops == 0);
    }
  }
}
