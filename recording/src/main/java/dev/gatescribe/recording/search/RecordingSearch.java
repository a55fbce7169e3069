package dev.gatescribe.recording.search;

/** Finds recordings by the text in them. Port; implemented by the {@code index}. */
public interface RecordingSearch {

  /**
   * Searches, newest recording first. A recording is found soon after it was stored.
   *
   * @throws SearchUnavailableException if the index cannot be asked now, or not in time
   */
  SearchPage search(SearchQuery query) throws SearchUnavailableException;
}
