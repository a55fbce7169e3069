package dev.gatescribe.recorder;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalFile;
import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recorder.ship.Ending;
import dev.gatescribe.recorder.ship.Shipment;
import dev.gatescribe.recorder.ship.Shipper;
import dev.gatescribe.recording.format.EventCodec;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.recording.format.SegmentReader;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finishes the recordings that an earlier process left open: takes the segments that are stored,
 * builds those that are only in the journal again, byte for byte, and seals; as truncated, if the
 * end of the session is not among what was journalled.
 */
final class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());
  private static final int SEGMENT_MAX_BYTES =
      SegmentHeader.BYTES + SegmentHeader.PLAIN_MAX_BYTES + (1 << 16);

  private final ObjectStore store;
  private final OpenRecordings openRecordings;
  private final Map<RecordingId, Remains> remains = new LinkedHashMap<>();
  private volatile boolean left;

  Recovery(ObjectStore store, OpenRecordings openRecordings) {
    this.store = store;
    this.openRecordings = openRecordings;
  }

  void visit(JournalFile file, int at, JournalRecord header) {
    remains
        .computeIfAbsent(header.id(), _ -> new Remains(header.kind(), header.epoch()))
        .add(file, at, header);
  }

  /**
   * Hands everything over to the shipper. When the store cannot be reached this ends at once, and
   * {@link #hasLeft} says so: the start does not wait for a store.
   *
   * @return the sessions that were cut off
   */
  List<RecordingId> finish(Journal journal, Shipper shipper) throws IOException {
    openRecordings
        .leftBehind()
        .forEach((id, kind) ->
            remains.computeIfAbsent(id, _ -> new Remains(kind, JournalRecorder.FIRST_EPOCH)));
    return finishLeft(journal, shipper);
  }

  /** Whether the store could not be asked about some; {@link #finishLeft} goes on with them. */
  boolean hasLeft() {
    return left;
  }

  /**
   * Goes on with what is left.
   *
   * @return the sessions that were cut off
   */
  List<RecordingId> finishLeft(Journal journal, Shipper shipper) {
    List<RecordingId> truncated = new ArrayList<>();
    Iterator<Map.Entry<RecordingId, Remains>> each = remains.entrySet().iterator();
    left = false;
    while (each.hasNext() && !left) {
      Map.Entry<RecordingId, Remains> found = each.next();
      RecordingId id = found.getKey();
      try {
        if (finish(id, found.getValue(), journal, shipper)) {
          truncated.add(id);
        }
        each.remove();
      } catch (NoSuchFileException
          | UnreadableObjectException
          | FormatException
          | RuntimeException e) {
        // Its records stay in the journal; the next start tries again. Others are not held up.
        LOG.log(Level.ERROR, "recording " + id + " could not be recovered", e);
        each.remove();
      } catch (IOException e) {
        // Nothing has been handed over: the store is only asked before that. What had been taken
        // from the remains is in the store already.
        LOG.log(Level.WARNING, "recording {0} waits for the object store: {1}", id, e.getMessage());
        left = true;
      }
    }
    return truncated;
  }

  private boolean finish(RecordingId id, Remains found, Journal journal, Shipper shipper)
      throws IOException, FormatException {
    List<String> objects = store.children(ObjectNames.folder(found.kind(), id));
    boolean accepted = !found.isEmpty() || objects.contains(ObjectNames.segmentFile(0));
    if (objects.contains(ObjectNames.MANIFEST) || !accepted) {
      found.release(journal);
      openRecordings.remove(found.kind(), id);
      return false;
    }
    Plan plan = plan(id, found, objects, journal);
    long lost = plan.lost + found.release(journal);
    SessionDescription description = plan.description;
    Instant startedAt = description == null ? id.createdAt() : description.startedAt();
    Shipment shipment =
        new Shipment(
            found.kind(),
            id,
            found.epoch(),
            description,
            startedAt,
            watcher(openRecordings, found.kind(), id));
    plan.stored.forEach(segment -> shipment.addStored(segment.listed, segment.plainLength));
    plan.journalled.forEach(records -> shipper.ship(shipment, records));
    Ending ending = ending(plan.last, startedAt, lost);
    shipper.seal(shipment, ending);
    if (lost > 0) {
      LOG.log(Level.ERROR, "recording {0}: {1}", id, ending.endDetail());
    }
    boolean truncated = ending.state() == Manifest.State.TRUNCATED;
    if (truncated) {
      LOG.log(Level.INFO, "recording {0} was cut off and is sealed as truncated", id);
    }
    return truncated && found.kind() == RecordingKind.SESSION;
  }

  /** What the recording will consist of: stored segments, and then those of the journal. */
  private Plan plan(RecordingId id, Remains found, List<String> objects, Journal journal)
      throws IOException, FormatException {
    Plan plan = new Plan();
    boolean complete = false;
    for (int number = 0; !complete; number++) {
      if (plan.journalled.isEmpty() && objects.contains(ObjectNames.segmentFile(number))) {
        stored(id, found.kind(), number, plan);
        Remains.Piece piece = found.take(number);
        if (piece != null) {
          piece.release(journal);
        }
        continue;
      }
      Remains.Piece piece = found.take(number);
      complete = piece == null || piece.firstSequence() != plan.nextSequence || piece.hasGap();
      if (piece != null && piece.firstSequence() == plan.nextSequence) {
        journalled(piece.row(), plan);
        plan.lost += piece.releaseBehindGap(journal);
      } else if (piece != null) {
        plan.lost += piece.release(journal);
      }
    }
    return plan;
  }

  private void stored(RecordingId id, RecordingKind kind, int number, Plan plan)
      throws IOException, FormatException {
    byte[] bytes = store.get(ObjectNames.segment(kind, id, number), SEGMENT_MAX_BYTES);
    SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes));
    if (!header.id().equals(id)
        || header.number() != number
        || header.firstSequence() != plan.nextSequence) {
      throw new FormatException(ObjectNames.segmentFile(number) + " belongs elsewhere");
    }
    List<TimedEvent> events = SegmentReader.read(bytes);
    plan.stored.add(
        new StoredSegment(
            new Manifest.Segment(
                number,
                ObjectNames.segmentFile(number),
                bytes.length,
                Sha256.hex(bytes),
                header.events(),
                header.firstSequence(),
                header.firstOffsetMicros(),
                events.getLast().offsetMicros()),
            header.plainLength()));
    plan.add(events.getFirst(), events.getLast());
  }

  private static void journalled(RecordList records, Plan plan) throws FormatException {
    Edges edges = new Edges();
    records.forEach(edges::add);
    plan.journalled.add(records);
    plan.add(decode(edges.first, edges.firstBody), decode(edges.last, edges.lastBody));
  }

  private static TimedEvent decode(@Nullable JournalRecord header, @Nullable ByteBuffer body)
      throws FormatException {
    if (header == null || body == null) {
      throw new FormatException("a segment without events in the journal");
    }
    return new TimedEvent(
        header.sequence(), header.offsetMicros(), EventCodec.decode(body.duplicate()));
  }

  private static Ending ending(@Nullable TimedEvent last, Instant startedAt, long lost) {
    long durationMicros = last == null ? 0 : last.offsetMicros();
    Instant endedAt = startedAt.plus(durationMicros, ChronoUnit.MICROS);
    if (lost == 0 && last != null && last.event() instanceof Event.SessionEnded(var why, var how)) {
      return new Ending(Manifest.State.SEALED, why.code(), how, endedAt, durationMicros, 0);
    }
    return new Ending(
        Manifest.State.TRUNCATED,
        EndReason.GATEWAY_LOST.code(),
        lost == 0
            ? "the gateway was lost while the session was live"
            : "the journal was damaged: " + lost + " events after this could not be placed",
        endedAt,
        durationMicros,
        0);
  }

  private static Shipment.Watcher watcher(
      OpenRecordings openRecordings, RecordingKind kind, RecordingId id) {
    return new Shipment.Watcher() {
      @Override
      public void sealed() {
        openRecordings.remove(kind, id);
      }

      @Override
      public void givenUp() {} // It stays open; the next start tries again.
    };
  }

  private static final class Plan {
    private final List<StoredSegment> stored = new ArrayList<>();
    private final List<RecordList> journalled = new ArrayList<>();
    private @Nullable SessionDescription description;
    private @Nullable TimedEvent last;
    private long nextSequence;
    private long lost;

    void add(TimedEvent first, TimedEvent newLast) {
      if (last == null && first.event() instanceof Event.SessionStarted(var described)) {
        description = described;
      }
      last = newLast;
      nextSequence = newLast.sequence() + 1;
    }
  }

  private record StoredSegment(Manifest.Segment listed, long plainLength) {}

  /** The first and the last record of a list. */
  private static final class Edges {
    private @Nullable JournalRecord first;
    private @Nullable ByteBuffer firstBody;
    private @Nullable JournalRecord last;
    private @Nullable ByteBuffer lastBody;

    void add(JournalRecord header, ByteBuffer body) {
      if (first == null) {
        first = header;
        firstBody = body;
      }
      last = header;
      lastBody = body;
    }
  }
}
