package dev.gatescribe.gateway;

/** Text as one line that can do nothing to the terminal on which it is read. */
public final class OneLine {
  private OneLine() {}

  /** The text without control characters, and no more of it than {@code codePointsMax}. */
  public static String of(String text, int codePointsMax) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(codePointsMax)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
