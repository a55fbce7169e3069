package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.UpstreamMessage.BackendKeyData;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection to a target that is logged in and waits for the first query. */
final class UpstreamConnection {
  private final Channel channel;
  private final UpstreamAddress address;
  private final @Nullable BackendKeyData key;
  private final ByteBuf greeting;
  private final ChannelHandler login;

  /**
   * Where the target is, and how it is spoken to there.
   *
   * @param tls how it proves that it is the one; null for one that is not asked to
   */
  record UpstreamAddress(
      String target,
      InetSocketAddress socket,
      String host,
      int port,
      io.netty.handler.ssl.@Nullable SslContext tls) {}

  UpstreamConnection(
      Channel channel,
      UpstreamAddress address,
      @Nullable BackendKeyData key,
      ByteBuf greeting,
      ChannelHandler login) {
    this.channel = channel;
    this.address = address;
    this.key = key;
    this.greeting = greeting;
    this.login = login;
  }

  Channel channel() {
    return channel;
  }

  UpstreamAddress address() {
    return address;
  }

  boolean canBeCancelled() {
    return key != null;
  }

  int processId() {
    return key == null ? 0 : key.processId();
  }

  @Nullable BackendKeyData key() {
    return key;
  }

  /** Settings and notices that the target sent while it logged us in, as messages. */
  ByteBuf greeting() {
    return greeting;
  }

  /** Hands what was read too much to the relay, which is in place, and reads on. */
  void startRelaying() {
    channel.pipeline().remove(login);
    channel.config().setAutoRead(true);
  }

  void release() {
    greeting.release();
  }
}
