package dev.gatescribe.gateway.db;

import java.util.Arrays;

/**
 * Requests that wait for their answers, oldest first, each with the number of the statement that it
 * executes or of the text that it prepares, otherwise 0. A ring, because this is on the way of
 * every message.
 */
final class OpenRequests {
  private static final int INITIAL_CAPACITY = 16;

  /** Rings; their length is a power of two. */
  private RequestStep[] steps = new RequestStep[INITIAL_CAPACITY];

  private int[] numbers = new int[INITIAL_CAPACITY];
  private int first;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(RequestStep step, int number) {
    if (size == steps.length) {
      grow();
    }
    int index = index(size);
    steps[index] = step;
    numbers[index] = number;
    size++;
  }

  /** What the oldest asks for. */
  RequestStep step() {
    return steps[first];
  }

  /** The number of the oldest. */
  int number() {
    return numbers[first];
  }

  void remove() {
    first = index(1);
    size--;
  }

  /** If nothing but Syncs follow the oldest, forgets them; says how many. */
  int removeSyncsBehindFirst() {
    int syncs = 0;
    while (syncs + 1 < size && steps[index(syncs + 1)] == RequestStep.SYNC) {
      syncs++;
    }
    if (syncs + 1 < size) {
      return 0;
    }
    size = 1;
    return syncs;
  }

  private void grow() {
    RequestStep[] moreSteps = Arrays.copyOf(steps, 2 * size);
    int[] moreNumbers = Arrays.copyOf(numbers, 2 * size);
    // What had wrapped around goes behind the old end.
    System.arraycopy(steps, 0, moreSteps, size, first);
    System.arraycopy(numbers, 0, moreNumbers, size, first);
    steps = moreSteps;
    numbers = moreNumbers;
  }

  private int index(int offset) {
    return (first + offset) & (steps.length - 1);
  }
}
