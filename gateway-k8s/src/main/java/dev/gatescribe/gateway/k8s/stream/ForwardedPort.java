package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection to a port of a pod: a stream of the recording. What the target says on its error
 * channel is error output.
 */
final class ForwardedPort {
  private final int stream;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean closed;

  ForwardedPort(int stream) {
    this.stream = stream;
  }

  List<Event> opening(int request, String port) {
    return List.of(
        new Event.StreamOpened(stream, StreamVisibility.CONTENT),
        new KubernetesEvent.StreamAttached(request, stream, StreamPurpose.PORT_FORWARD, port));
  }

  Event data(ByteBuffer bytes, boolean fromClient) {
    Content content = new Content.Clear(bytes);
    return fromClient ? new Event.Input(stream, content) : new Event.Output(stream, content);
  }

  Event error(ByteBuffer bytes) {
    return new Event.ErrorOutput(stream, new Content.Clear(bytes));
  }

  /** One side will send no more. */
  List<Event> end(boolean fromClient) {
    if (fromClient ? inputEnded : outputEnded) {
      return List.of();
    }
    inputEnded |= fromClient;
    outputEnded |= !fromClient;
    return List.of(fromClient ? new Event.EndOfInput(stream) : new Event.EndOfOutput(stream));
  }

  /** Nothing more passes. */
  List<Event> close() {
    if (closed) {
      return List.of();
    }
    closed = true;
    return List.of(new Event.StreamClosed(stream));
  }

  boolean isOver() {
    return inputEnded && outputEnded;
  }
}
