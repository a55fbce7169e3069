package dev.gatescribe.recording.screen;

/**
 * The parts of a control sequence while it is being read: {@code CSI prefix parameters
 * intermediates final}. Whatever comes, it takes no more memory than this.
 */
final class ControlSequence {
  /** As many as the player's terminal takes; more are passed over. */
  static final int PARAMETERS_MAX = 32;

  /** No parameter means more than the size of a screen, or a colour. */
  private static final int PARAMETER_MAX = 1 << 20;

  private static final int INTERMEDIATES_MAX = 2;

  /** A sub-parameter that was left out. */
  static final int OMITTED = -1;

  private final int[] values = new int[PARAMETERS_MAX];
  private long subParameters;
  private int count;
  private char prefix;
  private int intermediates;
  private int intermediateCount;

  void clear() {
    values[0] = 0;
    subParameters = 0;
    count = 0;
    prefix = 0;
    intermediates = 0;
    intermediateCount = 0;
  }

  void prefix(char character) {
    prefix = character;
  }

  void intermediate(char character) {
    intermediates = (intermediates << 8) | character;
    intermediateCount++;
  }

  void parameter(char character) {
    if (count == 0) {
      count = 1;
      values[0] = 0;
    }
    if (character == ';' || character == ':') {
      count = Math.min(count + 1, PARAMETERS_MAX + 1);
      if (count <= PARAMETERS_MAX) {
        boolean sub = character == ':';
        values[count - 1] = sub ? OMITTED : 0;
        subParameters |= sub ? 1L << (count - 1) : 0;
      }
    } else if (count <= PARAMETERS_MAX) {
      int before = Math.max(0, values[count - 1]);
      values[count - 1] = Math.min(PARAMETER_MAX, before * 10 + (character - '0'));
    }
  }

  /** How many parameters there are, sub-parameters counted. */
  int count() {
    return Math.min(count, PARAMETERS_MAX);
  }

  /** A parameter; 0 if it was left out. */
  int value(int index) {
    return index < count() ? values[index] : 0;
  }

  /** A parameter that counts or numbers something: 1 if it was left out or is 0. */
  int atLeastOne(int index) {
    return Math.max(1, value(index));
  }

  boolean isSubParameter(int index) {
    return index < PARAMETERS_MAX && ((subParameters >>> index) & 1) != 0;
  }

  /** Leaves the parameters alone that are not divided; only styles have others. */
  void dropSubParameters() {
    int kept = 0;
    for (int i = 0; i < count(); i++) {
      if (!isSubParameter(i)) {
        values[kept++] = values[i];
      }
    }
    count = kept;
    subParameters = 0;
  }

  /** What distinguishes control sequences that end alike: prefix and intermediates. */
  boolean is(char wantedPrefix, String wantedIntermediates) {
    return prefix == wantedPrefix && intermediates().equals(wantedIntermediates);
  }

  boolean isPlain() {
    return prefix == 0 && intermediateCount == 0;
  }

  /** The intermediate characters; {@code "?"} stands for more than any known sequence has. */
  String intermediates() {
    return switch (intermediateCount) {
      case 0 -> "";
      case 1 -> String.valueOf((char) intermediates);
      case INTERMEDIATES_MAX ->
          String.valueOf((char) (intermediates >> 8)) + (char) (intermediates & 0xff);
      default -> "?";
    };
  }
}
