package dev.gatescribe.recording.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the places where a phrase was found.
 *
 * @param next where to go on; null if there is no more
 */
public record SearchPage(List<SearchHit> hits, @Nullable SearchCursor next) {
  public SearchPage {
    hits = List.copyOf(hits);
  }
}
