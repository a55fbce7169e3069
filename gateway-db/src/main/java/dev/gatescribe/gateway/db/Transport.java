package dev.gatescribe.gateway.db;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How sockets are moved: by epoll where the machine has it, by NIO elsewhere. */
record Transport(
    EventLoopGroup loops,
    Class<? extends ServerSocketChannel> serverSocketClass,
    Class<? extends SocketChannel> socketClass) {
  /**
   * Bytes that may wait to be written to one side before the other is no longer read: enough to
   * keep a fast connection busy, and what one connection may hold.
   */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /** TLS by BoringSSL where the machine has it, which costs less than the JDK's. */
  static SslProvider tlsProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  static Transport create() {
    DefaultThreadFactory threads = new DefaultThreadFactory("db-relay", true);
    int count = Runtime.getRuntime().availableProcessors();
    return Epoll.isAvailable()
        ? new Transport(
            new MultiThreadIoEventLoopGroup(count, threads, EpollIoHandler.newFactory()),
            EpollServerSocketChannel.class,
            EpollSocketChannel.class)
        : new Transport(
            new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory()),
            NioServerSocketChannel.class,
            NioSocketChannel.class);
  }
}
