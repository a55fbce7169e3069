package dev.gatescribe.recording.story;

import java.util.ArrayDeque;

/**
 * What was prepared of late, and may yet turn out to have failed; by its number in the recording.
 */
final class UncertainPreparations {
  /** A gateway reads no more from a client that has about so many requests unanswered. */
  static final int MOST = 20_000;

  /** Room for what clients send ahead; a recording that has more was not written by a gateway. */
  static final long MOST_BYTES = 16L * 1024 * 1024;

  private final ArrayDeque<Prepared> prepared = new ArrayDeque<>();
  private int first = 1;
  private long bytes;

  void add(Prepared next) {
    prepared.addLast(next);
    grown(next.keptBytes());
  }

  /** What was prepared last has become longer by so many bytes. */
  void grown(long more) {
    bytes += more;
    while (prepared.size() > 1 && (prepared.size() > MOST || bytes > MOST_BYTES)) {
      settleFirst();
    }
  }

  /** Says nothing of one that was settled long ago: readers trust no number. */
  void failed(int number) {
    if (number < first || number - first >= prepared.size()) {
      return;
    }
    // A target answers in order, so what was prepared before has held.
    while (first < number) {
      settleFirst();
    }
    prepared.getFirst().fail();
  }

  private void settleFirst() {
    Prepared settled = prepared.removeFirst();
    settled.settle();
    bytes -= settled.keptBytes();
    first++;
  }
}
