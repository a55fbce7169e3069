package dev.gatescribe.recorder;

import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.session.RecordingException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one recording's events that wait for room in the journal, in order. Not safe for
 * several threads.
 */
final class WaitingEvents {
  /**
   * Whoever appends stops reading when an event waits, so no more comes than what was read by then:
   * the events of one read on either side of the session. The largest has a content of 1 MiB, and
   * this takes three of them with the small ones between.
   */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** What an event costs beside its bytes, so that many small ones are bounded too. */
  static final int OVERHEAD_BYTES = 128;

  private final WaitingBytes all;
  private final Deque<Waiting> events = new ArrayDeque<>();
  private long bytes;

  /**
   * @param all what waits in all recordings together
   */
  WaitingEvents(WaitingBytes all) {
    this.all = all;
  }

  /**
   * Copies an event and queues it.
   *
   * @return done when the event is in the journal
   * @throws RecordingException if too much waits already
   */
  CompletableFuture<Void> add(ByteWriter head, ByteBuffer tail, long offsetMicros)
      throws RecordingException {
    long size = size(head, tail);
    if (bytes + size > MAX_BYTES) {
      throw new RecordingException(
          "the recorder is behind, and more than "
              + MAX_BYTES
              + " bytes of this session would wait for it");
    }
    if (!all.tryTake(size)) {
      throw new RecordingException(
          "the recorder is behind, and more than "
              + all.max()
              + " bytes of all sessions would wait for it");
    }
    return queue(head, tail, offsetMicros, size);
  }

  /** Queues a recording's last event, whatever waits already. */
  void addEnd(ByteWriter head, ByteBuffer tail, long offsetMicros) {
    long size = size(head, tail);
    all.take(size);
    var _ = queue(head, tail, offsetMicros, size); // Nobody waits for it.
  }

  private static long size(ByteWriter head, ByteBuffer tail) {
    return (long) head.length() + tail.remaining() + OVERHEAD_BYTES;
  }

  private CompletableFuture<Void> queue(
      ByteWriter head, ByteBuffer tail, long offsetMicros, long size) {
    byte[] body = new byte[head.length() + tail.remaining()];
    System.arraycopy(head.array(), 0, body, 0, head.length());
    tail.get(tail.position(), body, head.length(), tail.remaining());
    CompletableFuture<Void> accepted = new CompletableFuture<>();
    events.add(new Waiting(ByteBuffer.wrap(body), offsetMicros, accepted));
    bytes += size;
    return accepted;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** The event that is first in order; null if none waits. */
  @Nullable Waiting first() {
    return events.peek();
  }

  void removeFirst() {
    letGo(events.remove());
  }

  /** Takes all events out of the queue, in order. */
  List<Waiting> removeAll() {
    List<Waiting> removed = new ArrayList<>(events);
    events.clear();
    removed.forEach(this::letGo);
    return removed;
  }

  private void letGo(Waiting event) {
    long size = (long) event.body.remaining() + OVERHEAD_BYTES;
    bytes -= size;
    all.giveBack(size);
  }

  /** The body of an event, its time, and who is to be told. */
  record Waiting(ByteBuffer body, long offsetMicros, CompletableFuture<Void> accepted) {}
}
