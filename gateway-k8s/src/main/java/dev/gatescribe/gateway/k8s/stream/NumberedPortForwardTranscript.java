package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.ChannelSignal;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwarded ports over the numbered channels of a WebSocket: for the n-th port that the query
 * names, channel 2n carries data and 2n + 1 errors. The target begins each with the number of the
 * port, 16 bits, the lower half first.
 */
final class NumberedPortForwardTranscript implements Transcript {

  private static final int PORT_BYTES = 2;

  /** Channels are numbered by one byte. */
  private static final int PORTS_MAX = 127;

  private final Transcripts agreed;
  private final Directions directions;
  private final List<String> ports;
  private final List<ForwardedPort> forwards = new ArrayList<>();
  private final int[] prefixLeft;

  NumberedPortForwardTranscript(Transcripts agreed, Directions directions) {
    this.agreed = agreed;
    this.directions = directions;
    this.ports =
        agreed.target().parameters("ports").stream()
            .flatMap(list -> List.of(list.split(",", -1)).stream())
            .limit(PORTS_MAX)
            .toList();
    this.prefixLeft = new int[2 * ports.size()];
    for (int i = 0; i < prefixLeft.length; i++) {
      prefixLeft[i] = PORT_BYTES;
    }
  }

  @Override
  public List<Event> opening() {
    List<Event> events = new ArrayList<>();
    for (String port : ports) {
      ForwardedPort forward = new ForwardedPort(agreed.nextStream().getAsInt());
      forwards.add(forward);
      events.addAll(forward.opening(agreed.request(), port));
    }
    return events;
  }

  @Override
  public List<Event> fromClient(ByteBuffer bytes) throws WireException {
    return read(directions.client().decode(bytes), true);
  }

  @Override
  public List<Event> fromUpstream(ByteBuffer bytes) throws WireException {
    return read(directions.upstream().decode(bytes), false);
  }

  /** Forwarding goes on until somebody leaves. */
  @Override
  public boolean isConcluded() {
    return false;
  }

  @Override
  public List<Event> closing() {
    List<Event> events = new ArrayList<>();
    forwards.forEach(forward -> events.addAll(forward.close()));
    return events;
  }

  private List<Event> read(List<ChannelSignal> signals, boolean fromClient) throws WireException {
    List<Event> events = new ArrayList<>();
    for (ChannelSignal signal : signals) {
      if (signal.channel() >= prefixLeft.length) {
        throw new WireException("a channel of a port that was not named");
      }
      if (signal instanceof ChannelSignal.Data(int channel, ByteBuffer bytes)) {
        onData(channel, bytes, fromClient, events);
      }
    }
    return events;
  }

  private void onData(int channel, ByteBuffer bytes, boolean fromClient, List<Event> events)
      throws WireException {
    boolean data = channel % 2 == 0;
    if (fromClient && !data) {
      throw new WireException("bytes on a channel of the other side");
    }
    ByteBuffer rest = bytes.duplicate();
    if (!fromClient) {
      int prefix = Math.min(prefixLeft[channel], rest.remaining());
      prefixLeft[channel] -= prefix;
      rest.position(rest.position() + prefix);
    }
    if (rest.hasRemaining()) {
      ForwardedPort forward = forwards.get(channel / 2);
      events.add(data ? forward.data(rest, fromClient) : forward.error(rest));
    }
  }
}
