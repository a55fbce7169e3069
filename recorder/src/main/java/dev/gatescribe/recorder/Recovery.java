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
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finishes the recordings that an earlier process left in the journal: builds their missing
 * segments again, byte for byte, and seals them; as truncated, if the end of the session is not
 * among what was journalled.
 */
final class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());
  private static final int SEGMENT_MAX_BYTES =
      SegmentHeader.BYTES + SegmentHeader.PLAIN_MAX_BYTES + (1 << 16);

  private final ObjectStore store;
  private final Map<RecordingId, Remains> remains = new LinkedHashMap<>();

  Recovery(ObjectStore store) {
    this.store = store;
  }

  void visit(JournalFile file, int at, JournalRecord header) {
    remains
        .computeIfAbsent(header.id(), _ -> new Remains(header.kind(), header.epoch()))
        .segments
        .computeIfAbsent(header.segment(), _ -> new RecordList())
        .add(file, at);
  }

  /**
   * Hands everything over to the shipper.
   *
   * @return the sessions that were cut off
   */
  List<RecordingId> finish(Journal journal, Shipper shipper) {
    List<RecordingId> truncated = new ArrayList<>();
    remains.forEach((id, found) -> {
      try {
        if (finish(id, found, journal, shipper)) {
          truncated.add(id);
        }
      } catch (IOException | FormatException e) {
        // Its records stay in the journal; the next start tries again. Others are not held up.
        LOG.log(Level.ERROR, "recording {0} could not be recovered: {1}", id, e.toString());
      }
    });
    remains.clear();
    return truncated;
  }

  private boolean finish(RecordingId id, Remains found, Journal journal, Shipper shipper)
      throws IOException, FormatException {
    List<String> stored = store.children(ObjectNames.folder(found.kind, id));
    if (stored.contains(ObjectNames.MANIFEST)) {
      found.segments.values().forEach(journal::release);
      return false;
    }
    List<StoredSegment> complete = storedBefore(id, found);
    TimedEvent first =
        complete.isEmpty()
            ? decode(found.segments.firstEntry().getValue(), true)
            : complete.getFirst().first;
    TimedEvent last = decode(found.segments.lastEntry().getValue(), false);
    SessionDescription description =
        first.event() instanceof Event.SessionStarted(var described) ? described : null;
    Instant startedAt = description == null ? id.createdAt() : description.startedAt();
    Shipment shipment = new Shipment(found.kind, id, found.epoch, description, startedAt, () -> {});
    complete.forEach(segment -> shipment.addStored(segment.listed, segment.plainLength));
    found.segments.values().forEach(records -> shipper.ship(shipment, records));
    Ending ending = ending(last, startedAt);
    shipper.seal(shipment, ending);
    boolean truncated = ending.state() == Manifest.State.TRUNCATED;
    if (truncated) {
      LOG.log(Level.INFO, "recording {0} was cut off and is sealed as truncated", id);
    }
    return truncated && found.kind == RecordingKind.SESSION;
  }

  /** What is stored of the segments that are no longer in the journal. */
  private List<StoredSegment> storedBefore(RecordingId id, Remains found)
      throws IOException, FormatException {
    List<StoredSegment> complete = new ArrayList<>();
    for (int number = 0; number < found.segments.firstKey(); number++) {
      byte[] bytes = store.get(ObjectNames.segment(found.kind, id, number), SEGMENT_MAX_BYTES);
      SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes));
      List<TimedEvent> events = SegmentReader.read(bytes);
      complete.add(
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
              header.plainLength(),
              events.getFirst()));
    }
    return complete;
  }

  private static Ending ending(TimedEvent last, Instant startedAt) {
    Instant endedAt = startedAt.plus(last.offsetMicros(), ChronoUnit.MICROS);
    return last.event() instanceof Event.SessionEnded(var reason, var detail)
        ? new Ending(Manifest.State.SEALED, reason.code(), detail, endedAt, last.offsetMicros(), 0)
        : new Ending(
            Manifest.State.TRUNCATED,
            EndReason.GATEWAY_LOST.code(),
            "the gateway was lost while the session was live",
            endedAt,
            last.offsetMicros(),
            0);
  }

  private static TimedEvent decode(RecordList records, boolean first) throws FormatException {
    Edge edge = new Edge();
    records.forEach((header, body) -> {
      if (!first || edge.header == null) {
        edge.header = header;
        edge.body = body;
      }
    });
    JournalRecord header = edge.header;
    ByteBuffer body = edge.body;
    if (header == null || body == null) {
      throw new FormatException("a segment without events in the journal");
    }
    return new TimedEvent(header.sequence(), header.offsetMicros(), EventCodec.decode(body));
  }

  /** The first or the last record of a list. */
  private static final class Edge {
    private @Nullable JournalRecord header;
    private @Nullable ByteBuffer body;
  }

  private record StoredSegment(Manifest.Segment listed, long plainLength, TimedEvent first) {}

  private static final class Remains {
    private final RecordingKind kind;
    private final long epoch;
    private final TreeMap<Integer, RecordList> segments = new TreeMap<>();

    Remains(RecordingKind kind, long epoch) {
      this.kind = kind;
      this.epoch = epoch;
    }
  }
}
