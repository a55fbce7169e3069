package dev.gatescribe.recording.search;

import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.Protocol;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for.
 *
 * @param kinds empty for all
 * @param protocol null for all, and so for the other filters
 * @param from sessions that started then or later
 * @param until sessions that started before then
 * @param limit how many hits at most
 * @param after the cursor of the page before; null for the first page
 */
public record SearchQuery(
    Phrase phrase,
    Set<TextKind> kinds,
    @Nullable Protocol protocol,
    @Nullable String principal,
    @Nullable String target,
    @Nullable Instant from,
    @Nullable Instant until,
    int limit,
    @Nullable SearchCursor after) {
  /** A page that people read; programs ask for the next. */
  public static final int MOST_HITS = 100;

  public SearchQuery {
    kinds = Set.copyOf(kinds);
    if (limit < 1 || limit > MOST_HITS) {
      throw new IllegalArgumentException("limit is 1 to " + MOST_HITS);
    }
  }

  /** A phrase anywhere. */
  public static SearchQuery of(Phrase phrase, int limit) {
    return new SearchQuery(phrase, Set.of(), null, null, null, null, null, limit, null);
  }

  /** The same for the next page. */
  public SearchQuery from(SearchCursor cursor) {
    return new SearchQuery(phrase, kinds, protocol, principal, target, from, until, limit, cursor);
  }
}
