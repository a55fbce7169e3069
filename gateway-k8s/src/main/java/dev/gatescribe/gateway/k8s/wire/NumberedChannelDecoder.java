package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Kubernetes' own channels inside a WebSocket ({@code v4.channel.k8s.io} and {@code
 * v5.channel.k8s.io}): the first byte of each message is its channel.
 *
 * <pre>
 *   channel(8) | bytes
 *   255        | channel(8)      from v5 on: no more will come on that channel
 * </pre>
 */
public final class NumberedChannelDecoder implements ChannelDecoder {

  private static final int CLOSE = 255;
  private static final int NONE = -1;

  private final boolean knowsClose;
  private final WebSocketDecoder frames;
  private List<ChannelSignal> signals = new ArrayList<>();
  private int channel = NONE;
  private int closing = NONE;

  /**
   * @param masked whether the side is a client
   * @param knowsClose whether the protocol is v5 or later
   */
  public NumberedChannelDecoder(boolean masked, boolean knowsClose) {
    this.knowsClose = knowsClose;
    this.frames = new WebSocketDecoder(masked, this::onBytes);
  }

  @Override
  public List<ChannelSignal> decode(ByteBuffer bytes) throws WireException {
    signals = new ArrayList<>();
    frames.decode(bytes);
    return signals;
  }

  private void onBytes(ByteBuffer bytes, boolean last) throws WireException {
    if (channel == NONE && bytes.hasRemaining()) {
      channel = bytes.get() & 0xff;
    }
    if (knowsClose && channel == CLOSE) {
      readClose(bytes, last);
    } else if (channel != NONE && bytes.hasRemaining()) {
      signals.add(new ChannelSignal.Data(channel, bytes));
    }
    if (last) {
      if (channel != NONE && channel != CLOSE) {
        signals.add(new ChannelSignal.MessageEnded(channel));
      }
      channel = NONE;
    }
  }

  private void readClose(ByteBuffer bytes, boolean last) throws WireException {
    if (bytes.hasRemaining() && closing == NONE) {
      closing = bytes.get() & 0xff;
    }
    if (bytes.hasRemaining() || (last && closing == NONE)) {
      throw new WireException("a close of a channel that names not one channel");
    }
    if (last) {
      signals.add(new ChannelSignal.Ended(closing));
      closing = NONE;
    }
  }
}
