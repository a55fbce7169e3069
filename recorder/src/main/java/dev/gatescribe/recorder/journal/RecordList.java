package dev.gatescribe.recorder.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the records of one segment stand in the journal, in order. Holds the files until {@link
 * #release}. Not safe for several threads.
 */
public final class RecordList {
  private static final int INITIAL_RECORDS = 16;

  private final List<Run> runs = new ArrayList<>();
  private int size;

  /** Notes a record; called in the order in which the recording wrote them. */
  public void add(JournalFile file, int at) {
    if (runs.isEmpty() || runs.getLast().file != file) {
      runs.add(new Run(file));
    }
    runs.getLast().add(at);
    size++;
  }

  public int size() {
    return size;
  }

  /** Passes header and body of every record. A body is valid during the call only. */
  public void forEach(Visitor visitor) {
    for (Run run : runs) {
      for (int i = 0; i < run.count; i++) {
        visitor.visit(run.file.header(run.positions[i]), run.file.body(run.positions[i]));
      }
    }
  }

  /** Another list of the same records, which holds the files on its own. */
  public RecordList retainedCopy() {
    RecordList copy = new RecordList();
    for (Run run : runs) {
      Run same = new Run(run.file);
      same.positions = Arrays.copyOf(run.positions, Math.max(run.count, 1));
      same.count = run.count;
      copy.runs.add(same);
      run.file.retain(run.count);
    }
    copy.size = size;
    return copy;
  }

  /** Lets go of the files; the records must not be read afterwards. */
  void release() {
    for (Run run : runs) {
      run.file.shipped(run.count);
    }
    runs.clear();
    size = 0;
  }

  /** Receives records. */
  @FunctionalInterface
  public interface Visitor {
    void visit(JournalRecord header, ByteBuffer body);
  }

  private static final class Run {
    private final JournalFile file;
    private int[] positions = new int[INITIAL_RECORDS];
    private int count;

    Run(JournalFile file) {
      this.file = file;
    }

    void add(int at) {
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, count * 2);
      }
      positions[count++] = at;
    }
  }
}
