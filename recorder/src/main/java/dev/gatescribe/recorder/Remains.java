package dev.gatescribe.recorder;

import dev.gatescribe.recorder.journal.Journal;
import dev.gatescribe.recorder.journal.JournalFile;
import dev.gatescribe.recorder.journal.JournalRecord;
import dev.gatescribe.recorder.journal.RecordList;
import dev.gatescribe.recording.format.RecordingKind;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal has of one recording, by segment. Of a segment that is stored, any part may be
 * left; of one that is not, all of it is there, unless the journal was damaged.
 */
final class Remains {
  private final RecordingKind kind;
  private final long epoch;
  private final Map<Integer, Piece> pieces = new TreeMap<>();

  Remains(RecordingKind kind, long epoch) {
    this.kind = kind;
    this.epoch = epoch;
  }

  RecordingKind kind() {
    return kind;
  }

  long epoch() {
    return epoch;
  }

  void add(JournalFile file, int at, JournalRecord header) {
    pieces.computeIfAbsent(header.segment(), _ -> new Piece(header)).add(file, at, header);
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Takes what there is of a segment; null if there is nothing. */
  @Nullable Piece take(int segment) {
    return pieces.remove(segment);
  }

  /**
   * Lets go of everything that was not taken.
   *
   * @return how many events that were
   */
  long release(Journal journal) {
    long events = 0;
    for (Piece piece : pieces.values()) {
      events += piece.release(journal);
    }
    pieces.clear();
    return events;
  }

  /** What there is of one segment: an unbroken row of events, and what follows after a gap. */
  static final class Piece {
    private final long firstSequence;
    private final RecordList row = new RecordList();
    private final RecordList behindGap = new RecordList();

    Piece(JournalRecord first) {
      this.firstSequence = first.sequence();
    }

    private void add(JournalFile file, int at, JournalRecord header) {
      boolean follows = header.sequence() == firstSequence + row.size() && behindGap.size() == 0;
      (follows ? row : behindGap).add(file, at);
    }

    long firstSequence() {
      return firstSequence;
    }

    RecordList row() {
      return row;
    }

    boolean hasGap() {
      return behindGap.size() > 0;
    }

    /** Lets go of what is behind the gap; how many events that is. */
    long releaseBehindGap(Journal journal) {
      long events = behindGap.size();
      journal.release(behindGap);
      return events;
    }

    long release(Journal journal) {
      long events = row.size() + releaseBehindGap(journal);
      journal.release(row);
      return events;
    }
  }
}
