package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/** What one side says on the channels of a connection. */
public sealed interface ChannelSignal {

  int channel();

  /** The side opens a channel and says what for. WebSocket's channels are there from the start. */
  record Opened(int channel, Map<String, String> headers) implements ChannelSignal {
    public Opened {
      headers = Map.copyOf(headers);
    }
  }

  /** Bytes between position and limit; a view of what was decoded, to be used at once. */
  record Data(int channel, ByteBuffer bytes) implements ChannelSignal {
    public Data {
      Objects.requireNonNull(bytes, "bytes");
    }

    /** Says how many bytes there are, and shows none. */
    @Override
    public String toString() {
      return "Data[" + channel + ", " + bytes.remaining() + " bytes]";
    }
  }

  /** What was sent on the channel since the last end belongs together. */
  record MessageEnded(int channel) implements ChannelSignal {}

  /** The side will send no more on the channel. */
  record Ended(int channel) implements ChannelSignal {}

  /** The side gives the channel up, in both directions. */
  record Reset(int channel) implements ChannelSignal {}
}
