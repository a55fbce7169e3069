package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.stream.Transcript;
import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Event;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The two directions of a connection that became streams. Bytes pass as they came, after what they
 * mean has been recorded; each direction waits for its own recording and its own writer. What
 * cannot be read cannot be recorded, and ends it.
 */
final class StreamRelay {
  private final ExchangeTap tap;
  private final ClientSide client;
  private final UpstreamConnection upstream;
  private final Transcript transcript;
  private final BiConsumer<EndReason, String> unreadable;
  private Runnable onceIdle = () -> {};
  private boolean forwardsToClient;
  private boolean awaitsClientWritable;
  private boolean awaitsUpstreamWritable;
  private boolean over;

  /**
   * @param unreadable told when somebody sends what cannot be read
   */
  StreamRelay(
      ExchangeTap tap,
      ClientSide client,
      UpstreamConnection upstream,
      Transcript transcript,
      BiConsumer<EndReason, String> unreadable) {
    this.tap = tap;
    this.client = client;
    this.upstream = upstream;
    this.transcript = transcript;
    this.unreadable = unreadable;
  }

  List<Event> opening() {
    return transcript.opening();
  }

  /** Ends it, and says what is left to be recorded. */
  List<Event> closing() {
    over = true;
    return transcript.closing();
  }

  /** Whether the target said how it ended. */
  boolean isConcluded() {
    return transcript.isConcluded();
  }

  void start() {
    if (!over) {
      client.becomeRaw();
      upstream.becomeRaw();
      client.readBytes();
      upstream.read();
    }
  }

  /** Runs when what the target sent so far has been passed on. */
  void whenPassed(Runnable task) {
    if (forwardsToClient) {
      onceIdle = task;
    } else {
      task.run();
    }
  }

  void onClientBytes(ByteBuf bytes) {
    List<Event> events;
    try {
      events = transcript.fromClient(bytes.nioBuffer());
    } catch (WireException problem) {
      bytes.release();
      unreadable.accept(EndReason.CLIENT_PROTOCOL_ERROR, explain(problem));
      return;
    }
    tap.recordHolding(
        bytes,
        events,
        passed -> {
          upstream.send(passed);
          awaitsUpstreamWritable = !upstream.isWritable();
          if (!awaitsUpstreamWritable) {
            client.readBytes();
          }
        });
  }

  void onUpstreamBytes(ByteBuf bytes) {
    List<Event> events;
    try {
      events = transcript.fromUpstream(bytes.nioBuffer());
    } catch (WireException problem) {
      bytes.release();
      unreadable.accept(EndReason.TARGET_PROTOCOL_ERROR, explain(problem));
      return;
    }
    forwardsToClient = true;
    tap.recordHolding(
        bytes,
        events,
        passed -> {
          forwardsToClient = false;
          client.sendBytes(passed);
          awaitsClientWritable = !client.isWritable();
          if (!awaitsClientWritable) {
            upstream.read();
          }
          onceIdle.run();
        });
  }

  void onClientWritable() {
    if (awaitsClientWritable) {
      awaitsClientWritable = false;
      upstream.read();
    }
  }

  void onUpstreamWritable() {
    if (awaitsUpstreamWritable) {
      awaitsUpstreamWritable = false;
      client.readBytes();
    }
  }

  private static String explain(WireException problem) {
    return String.valueOf(problem.getMessage());
  }
}
