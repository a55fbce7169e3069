package dev.gatescribe.recorder;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalException;
import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recorder.ship.Ending;
import dev.gatescribe.recorder.ship.Shipment;
import dev.gatescribe.recorder.ship.Shipper;
import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.LiveFeed;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A recording that is written to the journal, with durability {@code process}. */
final class JournalRecording implements Recording, LiveFeed.LiveRecording {
  private static final CompletableFuture<Void> ACCEPTED = CompletableFuture.completedFuture(null);
  private static final int HEAD_BYTES = 256;

  /** The two numbers before an event in a segment: a length below 2 MiB, and a time. */
  private static final int FRAME_MAX_BYTES = 13;

  /** Longer than any copy into the journal takes; a live view never waits for the store. */
  private static final Duration LOCK_WAIT = Duration.ofMillis(250);

  private final Journal journal;
  private final Shipper shipper;
  private final Shipment shipment;
  private final RecorderSettings settings;
  private final Clock clock;
  private final SessionDescription description;
  private final long startedNanos = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteWriter head = new ByteWriter(HEAD_BYTES);
  private RecordList open = new RecordList();
  private long openBytes;
  private long openSinceMicros;
  private int segment;
  private long nextSequence;
  private long lastOffsetMicros;
  private @Nullable RecordingException failure;
  private boolean ended;

  JournalRecording(
      Journal journal,
      Shipper shipper,
      Shipment shipment,
      RecorderSettings settings,
      Clock clock,
      SessionDescription description) {
    this.journal = journal;
    this.shipper = shipper;
    this.shipment = shipment;
    this.settings = settings;
    this.clock = clock;
    this.description = description;
  }

  @Override
  public RecordingId id() {
    return shipment.id();
  }

  @Override
  public SessionDescription description() {
    return description;
  }

  Shipment shipment() {
    return shipment;
  }

  @Override
  public long elapsedMicros() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedNanos);
  }

  @Override
  public CompletableFuture<Void> append(Event event) {
    lock.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (ended) {
        return CompletableFuture.failedFuture(new RecordingException("the recording has ended"));
      }
      IOException unstorable = shipment.failure();
      if (unstorable != null) {
        failure = new RecordingException("the recording cannot be stored", unstorable);
        return CompletableFuture.failedFuture(failure);
      }
      write(event);
      return ACCEPTED;
    } catch (JournalException | IllegalArgumentException e) {
      failure = new RecordingException("the event could not be recorded: " + e.getMessage(), e);
      return CompletableFuture.failedFuture(failure);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end(EndReason reason, String detail) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      EndReason written = reason;
      Manifest.State state = Manifest.State.SEALED;
      try {
        write(new Event.SessionEnded(reason, detail));
      } catch (JournalException e) {
        // The end itself could not be recorded; the manifest says so by being of a truncated one.
        written = EndReason.RECORDER_FAILED;
        state = Manifest.State.TRUNCATED;
      }
      if (nextSequence == 0) {
        shipment.drop();
        return;
      }
      closeSegment();
      shipper.seal(shipment, ending(state, written, detail));
    } finally {
      lock.unlock();
    }
  }

  /** Whether an append failed, after which all do. */
  boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the open segment if it is old enough to be stored, or if others wait for the journal's
   * room. Called from time to time.
   */
  void closeOldSegment() {
    if (!lock.tryLock()) {
      return; // Somebody is appending right now; there is a next time.
    }
    try {
      Duration maxAge = segment == 0 ? settings.firstSegmentMaxAge() : settings.segmentMaxAge();
      if (open.size() > 0
          && (journal.waitsForShipping()
              || elapsedMicros() - openSinceMicros
                  >= TimeUnit.NANOSECONDS.toMicros(maxAge.toNanos()))) {
        closeSegment();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<TimedEvent> pendingFrom(long sequence) {
    List<RecordList> lists = retainedPending();
    PendingEvents events = new PendingEvents(sequence);
    try {
      lists.forEach(list -> list.forEach(events::add));
    } finally {
      lists.forEach(journal::release);
    }
    return events.list();
  }

  private List<RecordList> retainedPending() {
    boolean locked = false;
    try {
      // Whoever holds the lock for longer waits for the journal, and has nothing open meanwhile.
      locked = lock.tryLock(LOCK_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      List<RecordList> lists = new ArrayList<>(shipment.retainedClosed());
      if (locked) {
        lists.add(open.retainedCopy());
      }
      return lists;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
  }

  /** Writes an event to the journal; the caller holds the lock. */
  private void write(Event event) throws JournalException {
    head.clear();
    ByteBuffer tail = EventCodec.encode(event, head);
    long offsetMicros = Math.max(lastOffsetMicros, elapsedMicros());
    // As long as it is in a segment: with its length, and the time since the event before.
    int length = head.length() + tail.remaining() + FRAME_MAX_BYTES;
    if (openBytes + length > settings.segmentMaxBytes()
        || open.size() == SegmentHeader.EVENTS_MAX) {
      closeSegment();
    }
    if (!journal.tryAppend(header(offsetMicros), head, tail, open)) {
      // Nobody's wait would end if those who wait kept the journal full with their open segments.
      closeSegment();
      journal.append(header(offsetMicros), head, tail, open);
    }
    if (open.size() == 1) {
      openSinceMicros = offsetMicros;
    }
    openBytes += length;
    lastOffsetMicros = offsetMicros;
    nextSequence++;
  }

  private JournalRecord header(long offsetMicros) {
    return new JournalRecord(
        shipment.kind(), shipment.id(), shipment.epoch(), segment, nextSequence, offsetMicros);
  }

  private void closeSegment() {
    if (open.size() == 0) {
      return;
    }
    shipper.ship(shipment, open);
    open = new RecordList();
    openBytes = 0;
    segment++;
  }

  private Ending ending(Manifest.State state, EndReason reason, String detail) {
    Instant now = clock.instant();
    long monotonicMicros = elapsedMicros();
    long wallMicros = ChronoUnit.MICROS.between(description.startedAt(), now);
    return new Ending(
        state, reason.code(), detail, now, lastOffsetMicros, wallMicros - monotonicMicros);
  }
}
