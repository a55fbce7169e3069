package dev.gatescribe.recording.read;

import dev.gatescribe.recording.custody.Deletions;
import dev.gatescribe.recording.format.CustodyCodec.SignedDeletion;
import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SegmentHeader;
import dev.gatescribe.recording.format.SegmentReader;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.recording.store.ObjectStore;
import dev.gatescribe.recording.store.UnreadableObjectException;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one recording, segment by segment. What is read is checked against the manifest where there
 * is one; a whole check is {@code RecordingVerifier}'s.
 */
public final class RecordingReader {
  private static final int SEGMENT_MAX_BYTES =
      SegmentHeader.BYTES + SegmentHeader.PLAIN_MAX_BYTES + (1 << 16);

  private final ObjectStore store;
  private final RecordingKind kind;
  private final RecordingId id;

  RecordingReader(ObjectStore store, RecordingKind kind, RecordingId id) {
    this.store = store;
    this.kind = kind;
    this.id = id;
  }

  public RecordingId id() {
    return id;
  }

  /**
   * The manifest, or null while there is none.
   *
   * @throws DamagedRecordingException if it was altered
   */
  public @Nullable Manifest manifest() throws IOException {
    String name = ObjectNames.manifest(kind, id);
    byte[] bytes;
    try {
      bytes = store.get(name, ManifestCodec.MAX_BYTES);
    } catch (NoSuchFileException e) {
      return null;
    } catch (UnreadableObjectException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
    try {
      Manifest manifest = ManifestCodec.decode(bytes).manifest();
      if (!manifest.id().equals(id) || manifest.kind() != kind) {
        throw new DamagedRecordingException(name, "the manifest of another recording");
      }
      return manifest;
    } catch (FormatException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
  }

  /** What a list shows of this recording. */
  public RecordingSummary summary() throws IOException {
    Manifest manifest = manifest();
    if (manifest == null) {
      return summaryWithoutManifest();
    }
    return new RecordingSummary(
        id,
        switch (manifest.state()) {
          case SEALED -> RecordingState.SEALED;
          case TRUNCATED -> RecordingState.TRUNCATED;
        },
        manifest.session(),
        manifest.durationMicros(),
        manifest.endReason(),
        manifest.endDetail(),
        manifest.events(),
        manifest.storedBytes(),
        "");
  }

  /** How many segments are stored, in an unbroken row from 0. */
  public int segments() throws IOException {
    List<String> names = store.children(ObjectNames.folder(kind, id));
    int count = 0;
    while (names.contains(ObjectNames.segmentFile(count))) {
      count++;
    }
    return count;
  }

  /**
   * The events of one segment.
   *
   * @throws DamagedRecordingException if it is missing or altered
   */
  public List<TimedEvent> segment(int number) throws IOException {
    return segment(number, manifest());
  }

  /**
   * The stored events whose sequence number is at least {@code sequence}, oldest first, read as
   * they are asked for.
   *
   * <p>The iterator throws {@link java.io.UncheckedIOException} when a segment cannot be read.
   */
  public Iterator<TimedEvent> eventsFrom(long sequence) throws IOException {
    Manifest manifest = manifest();
    int segments = manifest == null ? segments() : manifest.segments().size();
    return new EventIterator(
        manifest, firstSegment(sequence, manifest, segments), segments, sequence);
  }

  /**
   * The sequence number of the first event of the segment in which a moment lies; 0 while there is
   * no manifest.
   */
  public long sequenceNear(long offsetMicros) throws IOException {
    Manifest manifest = manifest();
    long near = 0;
    if (manifest != null) {
      for (Manifest.Segment segment : manifest.segments()) {
        near = segment.firstOffsetMicros() <= offsetMicros ? segment.firstSequence() : near;
      }
    }
    return near;
  }

  /** Passes all stored events, oldest first. */
  public void forEach(Consumer<TimedEvent> consumer) throws IOException {
    try {
      eventsFrom(0).forEachRemaining(consumer);
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private List<TimedEvent> segment(int number, @Nullable Manifest manifest) throws IOException {
    String name = ObjectNames.segment(kind, id, number);
    byte[] bytes;
    try {
      bytes = store.get(name, SEGMENT_MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw new DamagedRecordingException(name, "the segment is missing");
    } catch (UnreadableObjectException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
    if (manifest != null && !Sha256.hex(bytes).equals(manifest.segments().get(number).sha256())) {
      throw new DamagedRecordingException(name, "the segment was altered");
    }
    try {
      SegmentHeader header = SegmentHeader.read(ByteBuffer.wrap(bytes));
      if (!header.id().equals(id) || header.number() != number) {
        throw new DamagedRecordingException(name, "the segment belongs elsewhere");
      }
      return SegmentReader.read(bytes);
    } catch (FormatException e) {
      throw new DamagedRecordingException(name, String.valueOf(e.getMessage()));
    }
  }

  private RecordingSummary summaryWithoutManifest() throws IOException {
    Optional<SignedDeletion> deletion = Deletions.find(store, kind, id);
    if (deletion.isPresent()) {
      String story = deletion.get().deletion().story();
      return new RecordingSummary(id, RecordingState.DELETING, null, 0, "", "", 0, 0, story);
    }
    return incompleteSummary();
  }

  private RecordingSummary incompleteSummary() throws IOException {
    int segments = segments();
    SessionDescription description = null;
    long duration = 0;
    long events = 0;
    if (segments > 0) {
      TimedEvent first = segment(0, null).getFirst();
      if (first.event() instanceof Event.SessionStarted(var described)) {
        description = described;
      }
      try {
        TimedEvent last = segment(segments - 1, null).getLast();
        duration = last.offsetMicros();
        events = last.sequence() + 1;
      } catch (DamagedRecordingException e) {
        // Who it was is known all the same.
        return new RecordingSummary(
            id,
            RecordingState.DAMAGED,
            description,
            0,
            "",
            "",
            0,
            0,
            String.valueOf(e.getMessage()));
      }
    }
    return new RecordingSummary(
        id,
        RecordingState.INCOMPLETE,
        description,
        duration,
        "",
        "",
        events,
        0,
        ObjectNames.manifest(kind, id) + ": the manifest is missing");
  }

  private int firstSegment(long sequence, @Nullable Manifest manifest, int segments)
      throws IOException {
    if (manifest != null) {
      List<Manifest.Segment> listed = manifest.segments();
      int number = 0;
      while (number + 1 < segments && listed.get(number + 1).firstSequence() <= sequence) {
        number++;
      }
      return number;
    }
    // Without a manifest the segments themselves say where they begin; the last ones are asked for
    // most, by a player that follows.
    int number = Math.max(0, segments - 1);
    while (number > 0 && segment(number, null).getFirst().sequence() > sequence) {
      number--;
    }
    return number;
  }

  private final class EventIterator implements Iterator<TimedEvent> {
    private final @Nullable Manifest manifest;
    private final int segments;
    private final long from;
    private int nextSegment;
    private Iterator<TimedEvent> current = new ArrayList<TimedEvent>().iterator();
    private @Nullable TimedEvent next;

    EventIterator(@Nullable Manifest manifest, int firstSegment, int segments, long from) {
      this.manifest = manifest;
      this.nextSegment = firstSegment;
      this.segments = segments;
      this.from = from;
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (current.hasNext()) {
          TimedEvent candidate = current.next();
          next = candidate.sequence() >= from ? candidate : null;
        } else if (nextSegment < segments) {
          try {
            current = segment(nextSegment++, manifest).iterator();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        } else {
          return false;
        }
      }
      return true;
    }

    @Override
    public TimedEvent next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      TimedEvent event = next;
      next = null;
      return event;
    }
  }
}
