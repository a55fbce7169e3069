package dev.gatescribe.recorder;

import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Copies events out of the journal, oldest first, up to a limit. */
final class PendingEvents {
  /** While the store is away, one recording may have a GiB pending; a viewer asks again. */
  static final int MAX_BYTES = 8 * 1024 * 1024;

  private final long from;
  private final List<TimedEvent> events = new ArrayList<>();
  private int bytes;

  PendingEvents(long from) {
    this.from = from;
  }

  void add(JournalRecord header, ByteBuffer body) {
    if (header.sequence() < from || bytes >= MAX_BYTES) {
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(body.remaining()).put(body).flip();
    bytes += copy.remaining() + JournalRecord.HEADER_BYTES;
    try {
      events.add(new TimedEvent(header.sequence(), header.offsetMicros(), EventCodec.decode(copy)));
    } catch (FormatException e) {
      throw new IllegalStateException("the journal gives back what was written", e);
    }
  }

  List<TimedEvent> list() {
    return events;
  }
}
