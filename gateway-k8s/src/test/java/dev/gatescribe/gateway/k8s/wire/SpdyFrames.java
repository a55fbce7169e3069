package dev.gatescribe.gateway.k8s.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.Map;

/** Writes SPDY frames with Netty's codec, which is not ours. */
public final class SpdyFrames implements AutoCloseable {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));

  public byte[] open(int stream, Map<String, String> headers) {
    SpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(stream, 0, (byte) 0);
    headers.forEach((name, value) -> frame.headers().add(name, value));
    return written(frame);
  }

  public byte[] reply(int stream) {
    DefaultSpdySynReplyFrame frame = new DefaultSpdySynReplyFrame(stream);
    frame.headers().add("server", "fake");
    return written(frame);
  }

  public byte[] data(int stream, byte[] bytes, boolean last) {
    return written(new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes)).setLast(last));
  }

  public byte[] reset(int stream) {
    return written(new DefaultSpdyRstStreamFrame(stream, 5));
  }

  public byte[] ping() {
    return written(new DefaultSpdyPingFrame(1));
  }

  public byte[] window(int stream) {
    return written(new DefaultSpdyWindowUpdateFrame(stream, 4_096));
  }

  private byte[] written(Object frame) {
    channel.writeOutbound(frame);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    return ByteBufUtil.getBytes(all);
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
