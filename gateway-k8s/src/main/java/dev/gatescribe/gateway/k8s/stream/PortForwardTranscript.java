package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.ChannelSignal;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Forwarded ports over SPDY: for each connection the client opens a stream for errors and one for
 * data, which carry the same {@code requestid}.
 */
final class PortForwardTranscript implements Transcript {

  /** Streams that may be open at a time; a browser opens some dozens. */
  static final int STREAMS_MAX = 4_096;

  /** Longest number of a port or of a connection, in characters. */
  private static final int LABEL_MAX_LENGTH = 32;

  private record Half(ForwardedPort forward, String connection, boolean data) {}

  private final Transcripts agreed;
  private final Directions directions;
  private final Map<Integer, Half> halves = new HashMap<>();
  private final Map<String, ForwardedPort> forwards = new HashMap<>();

  PortForwardTranscript(Transcripts agreed, Directions directions) {
    this.agreed = agreed;
    this.directions = directions;
  }

  @Override
  public List<Event> opening() {
    return List.of();
  }

  @Override
  public List<Event> fromClient(ByteBuffer bytes) throws WireException {
    List<Event> events = new ArrayList<>();
    for (ChannelSignal signal : directions.client().decode(bytes)) {
      onSignal(signal, true, events);
    }
    return events;
  }

  @Override
  public List<Event> fromUpstream(ByteBuffer bytes) throws WireException {
    List<Event> events = new ArrayList<>();
    for (ChannelSignal signal : directions.upstream().decode(bytes)) {
      onSignal(signal, false, events);
    }
    return events;
  }

  /** Forwarding goes on until somebody leaves. */
  @Override
  public boolean isConcluded() {
    return false;
  }

  @Override
  public List<Event> closing() {
    List<Event> events = new ArrayList<>();
    forwards.values().forEach(forward -> events.addAll(forward.close()));
    forwards.clear();
    return events;
  }

  private void onSignal(ChannelSignal signal, boolean fromClient, List<Event> events)
      throws WireException {
    switch (signal) {
      case ChannelSignal.Opened(int channel, Map<String, String> headers) -> {
        if (!fromClient) {
          throw new WireException("a stream that is opened by the wrong side");
        }
        open(channel, headers, events);
      }
      case ChannelSignal.Data(int channel, ByteBuffer bytes) ->
          onData(channel, bytes, fromClient, events);
      case ChannelSignal.MessageEnded _ -> {}
      case ChannelSignal.Ended(int channel) -> onEnd(channel, fromClient, events);
      case ChannelSignal.Reset(int channel) -> {
        onEnd(channel, true, events);
        onEnd(channel, false, events);
      }
    }
  }

  private void open(int channel, Map<String, String> headers, List<Event> events)
      throws WireException {
    String type = headers.getOrDefault("streamtype", "");
    String port = headers.getOrDefault("port", "");
    String connection = headers.getOrDefault("requestid", "");
    boolean data = type.equals("data");
    if ((!data && !type.equals("error"))
        || port.isEmpty()
        || port.length() > LABEL_MAX_LENGTH
        || connection.isEmpty()
        || connection.length() > LABEL_MAX_LENGTH
        || halves.size() >= STREAMS_MAX) {
      throw new WireException("a stream that forwarded ports do not have");
    }
    ForwardedPort forward = forwards.get(connection);
    if (forward == null) {
      forward = new ForwardedPort(agreed.nextStream().getAsInt());
      forwards.put(connection, forward);
      events.addAll(forward.opening(agreed.request(), port));
    }
    if (halves.put(channel, new Half(forward, connection, data)) != null) {
      throw new WireException("a stream that is opened twice");
    }
  }

  private void onData(int channel, ByteBuffer bytes, boolean fromClient, List<Event> events)
      throws WireException {
    Half half = halves.get(channel);
    if (half == null) {
      throw new WireException("a stream that was not opened");
    }
    if (half.data()) {
      events.add(half.forward().data(bytes, fromClient));
    } else if (fromClient) {
      throw new WireException("bytes on a channel of the other side");
    } else {
      events.add(half.forward().error(bytes));
    }
  }

  private void onEnd(int channel, boolean fromClient, List<Event> events) {
    Half half = halves.get(channel);
    if (half == null) {
      // Both sides may give a stream up at the same time.
      return;
    }
    if (half.data()) {
      events.addAll(half.forward().end(fromClient));
    }
    if (half.data() ? half.forward().isOver() : !fromClient) {
      halves.remove(channel);
      closeIfLast(half, events);
    }
  }

  private void closeIfLast(Half half, List<Event> events) {
    boolean other =
        halves.values().stream().anyMatch(open -> open.connection().equals(half.connection()));
    if (!other) {
      forwards.remove(half.connection());
      events.addAll(half.forward().close());
    }
  }
}
