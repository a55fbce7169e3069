package dev.gatescribe.recorder;

import dev.gatescribe.recorder.WaitingEvents.Waiting;
import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalException;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recorder.ship.Ending;
import dev.gatescribe.recorder.ship.Shipment;
import dev.gatescribe.recorder.ship.Shipper;
import dev.gatescribe.recording.format.ByteWriter;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.session.Durability;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A recording that is written to the journal.
 *
 * <p>Whoever appends writes to the journal itself while there is room. When there is none, the
 * event waits as a copy, and so does every later one; a thread that lives as long as something
 * waits writes them in order. The lock is held for a copy at most, and no future is completed with
 * it.
 */
final class JournalRecording implements Recording, LiveFeed.LiveRecording {
  private static final CompletableFuture<Void> ACCEPTED = CompletableFuture.completedFuture(null);
  private static final int HEAD_BYTES = 256;
  private static final ByteWriter NO_HEAD = new ByteWriter(0);

  /**
   * How long a writer waits for room before it looks whether the recording was given up meanwhile,
   * which nothing in the journal tells.
   */
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  private final Journal journal;
  private final Shipper shipper;
  private final Shipment shipment;
  private final Clock clock;
  private final SessionDescription description;
  private final Durability durability;
  private final SegmentWriter segments;
  private final WaitingEvents waiting;
  private final long startedNanos = System.nanoTime();
  private final CompletableFuture<RecordingException> broken = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteWriter head = new ByteWriter(HEAD_BYTES);
  private long lastOffsetMicros;

  /** Whether the writer's thread lives; until it has ended, events are queued behind it. */
  private boolean writing;

  private @Nullable RecordingException failure;
  private @Nullable End end;

  JournalRecording(
      Journal journal,
      Shipper shipper,
      Shipment shipment,
      RecorderSettings settings,
      WaitingBytes waitingBytes,
      Clock clock,
      SessionDescription description,
      Durability durability) {
    this.journal = journal;
    this.shipper = shipper;
    this.shipment = shipment;
    this.clock = clock;
    this.description = description;
    this.durability = durability;
    this.segments = new SegmentWriter(journal, shipper, shipment, settings);
    this.waiting = new WaitingEvents(waitingBytes);
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
      if (end != null) {
        return CompletableFuture.failedFuture(new RecordingException("the recording has ended"));
      }
      IOException unstorable = shipment.failure();
      if (unstorable != null) {
        return failed(givenUp(unstorable));
      }
      ByteBuffer tail = encode(event);
      if (!writing && segments.tryWrite(head, tail, lastOffsetMicros)) {
        return written();
      }
      CompletableFuture<Void> accepted = waiting.add(head, tail, lastOffsetMicros);
      startWriter();
      return accepted;
    } catch (RecordingException e) {
      return failed(e);
    } catch (JournalException | IllegalArgumentException e) {
      return failed(unrecorded(e));
    } finally {
      lock.unlock();
    }
  }

  /** Done when what was just written is as durable as was asked. */
  private CompletableFuture<Void> written() {
    return switch (durability) {
      case PROCESS -> ACCEPTED;
      case DISK -> {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        tellWhenDurable(accepted);
        yield accepted;
      }
    };
  }

  private void tellWhenDurable(CompletableFuture<Void> accepted) {
    switch (durability) {
      case PROCESS -> accepted.complete(null);
      case DISK -> {
        var _ =
            journal
                .flushed()
                .whenComplete((_, problem) -> {
                  if (problem == null) {
                    accepted.complete(null);
                  } else {
                    accepted.completeExceptionally(unrecorded(problem));
                  }
                });
      }
    }
  }

  /**
   * Encodes an event into {@link #head} and what is returned, and gives it its time; the caller
   * holds the lock.
   */
  private ByteBuffer encode(Event event) {
    head.clear();
    ByteBuffer tail = EventCodec.encode(event, head);
    lastOffsetMicros = Math.max(lastOffsetMicros, elapsedMicros());
    return tail;
  }

  /** Fails this append and all later ones. What waits already is the writer's all the same. */
  private CompletableFuture<Void> failed(RecordingException why) {
    breakWith(why);
    return CompletableFuture.failedFuture(why);
  }

  /** Takes no more events; the caller holds the lock. */
  private void breakWith(RecordingException why) {
    if (failure == null) {
      failure = why;
      // With the lock, nobody is told.
      Thread.ofVirtual().name("recording-broken").start(() -> broken.complete(why));
    }
  }

  @Override
  public CompletableFuture<RecordingException> broken() {
    return broken.copy();
  }

  /** The journal takes nothing any more, and may have lost what it took. */
  void onJournalFailure(IOException cause) {
    lock.lock();
    try {
      if (end == null) {
        breakWith(unrecorded(cause));
      }
    } finally {
      lock.unlock();
    }
  }

  private static RecordingException unrecorded(Throwable cause) {
    return new RecordingException("the event could not be recorded: " + cause.getMessage(), cause);
  }

  private static RecordingException givenUp(IOException cause) {
    return new RecordingException("the recording cannot be stored", cause);
  }

  @Override
  public void end(EndReason reason, String detail) {
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      Instant now = clock.instant();
      long wallMicros = ChronoUnit.MICROS.between(description.startedAt(), now);
      end = new End(reason, detail, now, wallMicros - elapsedMicros());
      ByteBuffer tail = encode(new Event.SessionEnded(reason, detail));
      if (!writing && segments.tryWrite(head, tail, lastOffsetMicros)) {
        seal(end.sealed(segments.lastOffsetMicros()));
      } else {
        waiting.addEnd(head, tail, lastOffsetMicros);
        startWriter();
      }
    } catch (JournalException e) {
      sealTruncated();
    } finally {
      lock.unlock();
    }
  }

  /** How the session ended, and when that was. */
  private record End(EndReason reason, String detail, Instant at, long clockDriftMicros) {

    Ending sealed(long durationMicros) {
      return new Ending(
          Manifest.State.SEALED, reason.code(), detail, at, durationMicros, clockDriftMicros);
    }

    /** The end itself could not be recorded; the manifest says so. */
    Ending truncated(long durationMicros) {
      return new Ending(
          Manifest.State.TRUNCATED,
          EndReason.RECORDER_FAILED.code(),
          detail,
          at,
          durationMicros,
          clockDriftMicros);
    }
  }

  private void sealTruncated() {
    if (end != null) {
      seal(end.truncated(segments.lastOffsetMicros()));
    }
  }

  private void seal(Ending ending) {
    if (segments.written() == 0) {
      shipment.drop();
      return;
    }
    segments.closeSegment();
    shipper.seal(shipment, ending);
  }

  /** Sees to it that what waits is written; the caller holds the lock. */
  private void startWriter() {
    if (!writing) {
      Thread.ofVirtual().name("recording-writer").start(this::writeWaiting);
      writing = true;
    }
  }

  /** Writes what waits, as there comes to be room, and ends when nothing waits any more. */
  private void writeWaiting() {
    Waiting next = firstWaiting();
    while (next != null) {
      try {
        if (tryWrite(next)) {
          tellWhenDurable(next.accepted());
        } else {
          journal.awaitRoom(next.body().remaining(), LOOK_UP);
        }
      } catch (RecordingException e) {
        failWaiting(e);
      } catch (JournalException e) {
        failWaiting(unrecorded(e));
      } catch (InterruptedException e) {
        continue; // Left by whoever was told last; nobody interrupts this thread.
      } catch (RuntimeException | Error e) {
        // Whatever it was, those who wait must be told.
        failWaiting(new RecordingException("the recorder failed", e));
      }
      next = firstWaiting();
    }
  }

  /** The event to write next; null if none waits, and then there is no writer any more. */
  private @Nullable Waiting firstWaiting() {
    lock.lock();
    try {
      Waiting first = waiting.first();
      writing = first != null;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private boolean tryWrite(Waiting first) throws JournalException, RecordingException {
    lock.lock();
    try {
      IOException unstorable = shipment.failure();
      if (unstorable != null) {
        throw givenUp(unstorable);
      }
      if (!segments.tryWrite(NO_HEAD, first.body(), first.offsetMicros())) {
        return false;
      }
      waiting.removeFirst();
      if (end != null && waiting.isEmpty()) {
        seal(end.sealed(segments.lastOffsetMicros())); // The last to wait was the end.
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Fails the recording with all that waits, in order. */
  private void failWaiting(RecordingException why) {
    List<Waiting> failed;
    lock.lock();
    try {
      breakWith(why);
      failed = waiting.removeAll();
      sealTruncated(); // The end, if there is one, was among them.
    } finally {
      lock.unlock();
    }
    failed.forEach(event -> event.accepted().completeExceptionally(why));
  }

  /** Whether its end was said. */
  boolean hasEnded() {
    lock.lock();
    try {
      return end != null;
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
    lock.lock();
    try {
      segments.closeOldSegment();
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
    lock.lock();
    try {
      return segments.retainedPending();
    } finally {
      lock.unlock();
    }
  }
}
