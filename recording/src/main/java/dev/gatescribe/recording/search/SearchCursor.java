package dev.gatescribe.recording.search;

import dev.gatescribe.session.RecordingId;

/**
 * The place of a hit in the order of all: newest recording first, in it from the beginning.
 *
 * @param chunk number of the chunk in the recording
 */
public record SearchCursor(RecordingId recording, long chunk) {
  private static final String SEPARATOR = "-";

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static SearchCursor parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    if (separator < 0) {
      throw new IllegalArgumentException("not a place in the results of a search");
    }
    return new SearchCursor(
        RecordingId.parse(text.substring(0, separator)),
        Long.parseLong(text.substring(separator + 1)));
  }

  @Override
  public String toString() {
    return recording + SEPARATOR + chunk;
  }
}
