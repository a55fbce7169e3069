package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.WireException;
import dev.gatescribe.session.event.Event;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Turns what passes on the streams of one request into events. The content of events is a view of
 * the bytes they came from, to be recorded before those are given on.
 */
public interface Transcript {

  /** What is recorded before the first byte passes. */
  List<Event> opening();

  /**
   * What bytes from the client mean.
   *
   * @throws WireException if they cannot be read; nothing may pass any more
   */
  List<Event> fromClient(ByteBuffer bytes) throws WireException;

  /**
   * What bytes from the target mean.
   *
   * @throws WireException if they cannot be read; nothing may pass any more
   */
  List<Event> fromUpstream(ByteBuffer bytes) throws WireException;

  /** Whether the target said how it ended, so that whoever leaves leaves nothing undone. */
  boolean isConcluded();

  /** What is recorded when nothing passes any more. */
  List<Event> closing();
}
