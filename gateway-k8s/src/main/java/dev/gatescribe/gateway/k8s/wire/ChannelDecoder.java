package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads one direction of a connection that carries channels. */
public interface ChannelDecoder {

  /**
   * What these bytes say; they follow those of the call before. All of them are used.
   *
   * @throws WireException if they are not of the protocol; nothing can be read afterwards
   */
  List<ChannelSignal> decode(ByteBuffer bytes) throws WireException;
}
