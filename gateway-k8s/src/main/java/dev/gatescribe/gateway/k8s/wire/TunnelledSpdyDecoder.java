package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads SPDY inside a WebSocket ({@code SPDY/3.1+portforward.k8s.io}): the payloads of all messages
 * behind each other are the bytes of a SPDY connection.
 */
public final class TunnelledSpdyDecoder implements ChannelDecoder {

  private final WebSocketDecoder frames;
  private final SpdyDecoder inner = new SpdyDecoder();
  private List<ChannelSignal> signals = new ArrayList<>();

  /**
   * @param masked whether the side is a client
   */
  public TunnelledSpdyDecoder(boolean masked) {
    this.frames = new WebSocketDecoder(masked, (bytes, _) -> signals.addAll(inner.decode(bytes)));
  }

  @Override
  public List<ChannelSignal> decode(ByteBuffer bytes) throws WireException {
    signals = new ArrayList<>();
    frames.decode(bytes);
    return signals;
  }
}
