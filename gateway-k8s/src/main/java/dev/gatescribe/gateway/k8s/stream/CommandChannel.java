package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.WireException;
import java.util.Locale;

/** The channels of an exec or attach; the ordinal is the number in {@code v4.channel.k8s.io}. */
enum CommandChannel {
  STDIN,
  STDOUT,
  STDERR,
  ERROR,
  RESIZE;

  static CommandChannel ofNumber(int number) throws WireException {
    if (number >= values().length) {
      throw new WireException("a channel that commands do not have");
    }
    return values()[number];
  }

  /** By what a SPDY stream says of itself in {@code streamtype}. */
  static CommandChannel ofName(String name) throws WireException {
    for (CommandChannel channel : values()) {
      if (channel.name().toLowerCase(Locale.ROOT).equals(name)) {
        return channel;
      }
    }
    throw new WireException("a stream that commands do not have");
  }

  boolean isFromClient() {
    return this == STDIN || this == RESIZE;
  }
}
