package dev.gatescribe.recorder;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalException;
import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recorder.ship.Shipment;
import dev.gatescribe.recorder.ship.Shipper;
import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.SegmentHeader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes the events of one recording to the journal, numbers them, and decides where a segment
 * ends. Not safe for several threads.
 */
final class SegmentWriter {
  /** The two numbers before an event in a segment: a length below 2 MiB, and a time. */
  private static final int FRAME_MAX_BYTES = 13;

  private final Journal journal;
  private final Shipper shipper;
  private final Shipment shipment;
  private final RecorderSettings settings;
  private RecordList open = new RecordList();
  private long openBytes;
  private long openSinceNanos;
  private int segment;
  private long nextSequence;
  private long lastOffsetMicros;

  SegmentWriter(Journal journal, Shipper shipper, Shipment shipment, RecorderSettings settings) {
    this.journal = journal;
    this.shipper = shipper;
    this.shipment = shipment;
    this.settings = settings;
  }

  /**
   * Writes an event to the journal, if there is room for it now.
   *
   * @return whether it was written
   */
  boolean tryWrite(ByteWriter head, ByteBuffer tail, long offsetMicros) throws JournalException {
    // As long as it is in a segment: with its length, and the time since the event before.
    int length = head.length() + tail.remaining() + FRAME_MAX_BYTES;
    if (openBytes + length > settings.segmentMaxBytes()
        || open.size() == SegmentHeader.EVENTS_MAX) {
      closeSegment();
    }
    JournalRecord header =
        new JournalRecord(
            shipment.kind(), shipment.id(), shipment.epoch(), segment, nextSequence, offsetMicros);
    if (!journal.tryAppend(header, head, tail, open)) {
      closeSegmentIfOthersWait();
      return false;
    }
    if (open.size() == 1) {
      openSinceNanos = System.nanoTime();
    }
    openBytes += length;
    lastOffsetMicros = offsetMicros;
    nextSequence++;
    return true;
  }

  /** How many events were written. */
  long written() {
    return nextSequence;
  }

  /** The time of the event that was written last. */
  long lastOffsetMicros() {
    return lastOffsetMicros;
  }

  /**
   * Ends the open segment if the journal is full: nobody's wait would end if the sessions kept it
   * full with their open segments.
   */
  private void closeSegmentIfOthersWait() {
    if (journal.waitsForShipping()) {
      closeSegment();
    }
  }

  /** Ends the open segment if it is old enough to be stored, or if the journal is full. */
  void closeOldSegment() {
    if (open.size() == 0) {
      return;
    }
    Duration maxAge = segment == 0 ? settings.firstSegmentMaxAge() : settings.segmentMaxAge();
    if (System.nanoTime() - openSinceNanos >= TimeUnit.NANOSECONDS.convert(maxAge)) {
      closeSegment();
    } else {
      closeSegmentIfOthersWait();
    }
  }

  void closeSegment() {
    if (open.size() == 0) {
      return;
    }
    shipper.ship(shipment, open);
    open = new RecordList();
    openBytes = 0;
    segment++;
  }

  /** What was written and is not stored yet, oldest first, each list holding the journal. */
  List<RecordList> retainedPending() {
    List<RecordList> lists = new ArrayList<>(shipment.retainedClosed());
    lists.add(open.retainedCopy());
    return lists;
  }
}
