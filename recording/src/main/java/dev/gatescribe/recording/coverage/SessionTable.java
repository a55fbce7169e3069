package dev.gatescribe.recording.coverage;

import dev.gatescribe.session.CoverageState;
import dev.gatescribe.session.RecordingId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Sessions with what the audit log says about each, and the state that each is in. Some twenty
 * bytes for a session, because all of a year or more are in it.
 *
 * <p>Open addressing: the random bits of the id are the hash; an entry without marks is empty.
 */
public final class SessionTable {
  private static final int FIRST_CAPACITY = 1_024;
  private static final CoverageState[] STATES = CoverageState.values();

  private long[] high = new long[FIRST_CAPACITY];
  private long[] low = new long[FIRST_CAPACITY];
  private byte[] marks = new byte[FIRST_CAPACITY];
  private byte[] states = new byte[FIRST_CAPACITY];
  private int size;
  private long admissions;

  /** One session. */
  public final class Entry {
    private final int at;

    private Entry(int at) {
      this.at = at;
    }

    public RecordingId id() {
      return new RecordingId(high[at], low[at]);
    }

    public boolean is(SessionMark mark) {
      return (marks[at] & mark.bit()) != 0;
    }

    public CoverageState state() {
      return STATES[states[at]];
    }
  }

  /**
   * Notes what the audit log says.
   *
   * @return whether it is news
   */
  public synchronized boolean mark(RecordingId id, SessionMark mark) {
    int at = place(id);
    if (marks[at] == 0) {
      if (size >= high.length / 2) {
        grow();
        at = place(id);
      }
      high[at] = id.mostSignificantBits();
      low[at] = id.leastSignificantBits();
      states[at] = number(CoverageState.UNKNOWN);
      size++;
    }
    if ((marks[at] & mark.bit()) != 0) {
      return false;
    }
    marks[at] |= (byte) mark.bit();
    if (mark == SessionMark.ADMITTED) {
      admissions++;
    }
    return true;
  }

  public synchronized boolean is(RecordingId id, SessionMark mark) {
    return (marks[place(id)] & mark.bit()) != 0;
  }

  /** The state of a session that is in the table; unknown for any other. */
  public synchronized CoverageState state(RecordingId id) {
    int at = place(id);
    return marks[at] == 0 ? CoverageState.UNKNOWN : STATES[states[at]];
  }

  /** Puts a session that is in the table into a state. */
  public synchronized void state(RecordingId id, CoverageState state) {
    int at = place(id);
    if (marks[at] != 0) {
      states[at] = number(state);
    }
  }

  /** Puts a session into a state if it is in another certain one. */
  public synchronized void state(RecordingId id, CoverageState from, CoverageState to) {
    if (state(id) == from) {
      state(id, to);
    }
  }

  /**
   * Both sides at the same moment.
   *
   * @param admissions counted as they came
   * @param states how many admitted sessions are in which state, counted anew
   */
  public record Count(long admissions, Map<CoverageState, Long> states) {}

  /** How many sessions were admitted. */
  public synchronized long admissions() {
    return admissions;
  }

  /** Counts. */
  public synchronized Count count() {
    Map<CoverageState, Long> counts = new EnumMap<>(CoverageState.class);
    for (CoverageState state : STATES) {
      counts.put(state, 0L);
    }
    for (int at = 0; at < marks.length; at++) {
      if ((marks[at] & SessionMark.ADMITTED.bit()) != 0) {
        counts.merge(STATES[states[at]], 1L, Long::sum);
      }
    }
    return new Count(admissions, counts);
  }

  /** The admitted sessions that match, in no particular order. */
  public synchronized List<RecordingId> admitted(Predicate<Entry> wanted) {
    List<RecordingId> found = new ArrayList<>();
    for (int at = 0; at < marks.length; at++) {
      if ((marks[at] & SessionMark.ADMITTED.bit()) != 0) {
        Entry entry = new Entry(at);
        if (wanted.test(entry)) {
          found.add(entry.id());
        }
      }
    }
    return found;
  }

  /** Of this table alone; it is never stored. */
  private static byte number(CoverageState state) {
    return (byte) Arrays.asList(STATES).indexOf(state);
  }

  /** Forgets sessions. */
  public synchronized void remove(Predicate<RecordingId> unwanted) {
    SessionTable kept = new SessionTable();
    for (int at = 0; at < marks.length; at++) {
      RecordingId id = new RecordingId(high[at], low[at]);
      if (marks[at] != 0 && !unwanted.test(id)) {
        for (SessionMark mark : SessionMark.values()) {
          if ((marks[at] & mark.bit()) != 0) {
            kept.mark(id, mark);
          }
        }
        kept.state(id, STATES[states[at]]);
      }
    }
    high = kept.high;
    low = kept.low;
    marks = kept.marks;
    states = kept.states;
    size = kept.size;
    admissions = kept.admissions;
  }

  /** Where the session stands, or would stand. */
  private int place(RecordingId id) {
    int mask = high.length - 1;
    int at = Long.hashCode(id.leastSignificantBits() * 0x9e3779b97f4a7c15L) & mask;
    while (marks[at] != 0
        && (low[at] != id.leastSignificantBits() || high[at] != id.mostSignificantBits())) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    byte[] oldMarks = marks;
    byte[] oldStates = states;
    high = new long[oldHigh.length * 2];
    low = new long[oldHigh.length * 2];
    marks = new byte[oldHigh.length * 2];
    states = new byte[oldHigh.length * 2];
    for (int old = 0; old < oldMarks.length; old++) {
      if (oldMarks[old] != 0) {
        int at = place(new RecordingId(oldHigh[old], oldLow[old]));
        high[at] = oldHigh[old];
        low[at] = oldLow[old];
        marks[at] = oldMarks[old];
        states[at] = oldStates[old];
      }
    }
  }
}
