package dev.gatescribe.index;

import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.RecordingSearch;
import dev.gatescribe.recording.search.SearchCursor;
import dev.gatescribe.recording.search.SearchHit;
import dev.gatescribe.recording.search.SearchPage;
import dev.gatescribe.recording.search.SearchQuery;
import dev.gatescribe.recording.search.SearchUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Searches the index.
 *
 * <p>The newest hits are wanted, and the index knows only all hits of a term, in no order. So the
 * newest recordings are searched first, then more, then the rest: a frequent phrase is found among
 * the first, and a rare one has few hits wherever it is.
 */
public final class SearchIndex implements RecordingSearch {
  /** How many recordings are searched at first, and then; the last step takes all that are left. */
  private static final List<Integer> DEPTHS = List.of(512, 8192, Integer.MAX_VALUE);

  /** A page, and a few chunks that have the pairs of a phrase and not the phrase. */
  private static final int ROWS_AT_ONCE = 40;

  /** Whoever waits longer asks something else; what was found until then is a page. */
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(5);

  /** Nothing is older, and a time before it is a mistake. */
  private static final UUID OLDEST = new UUID(0, 0);

  private static final UUID NEWEST = new UUID(-1, -1);

  private final MetadataDatabase database;

  public SearchIndex(MetadataDatabase database) {
    this.database = database;
  }

  @Override
  public SearchPage search(SearchQuery query) throws SearchUnavailableException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      // A server that stands still does not keep its own limit.
      connection.setNetworkTimeout(Runnable::run, (int) SEARCH_LIMIT.multipliedBy(2).toMillis());
      try (Statement settings = connection.createStatement()) {
        // Hits are wanted one by one, in their order; reading all text is never the better plan.
        settings.execute(
            "set local statement_timeout = "
                + SEARCH_LIMIT.toMillis()
                + "; set local enable_seqscan = off; set local enable_hashjoin = off;"
                + " set local enable_mergejoin = off; set local jit = off");
      }
      SearchPage page = new Search(connection, query).page();
      connection.commit();
      return page;
    } catch (SQLException e) {
      throw new SearchUnavailableException(
          "the search index cannot be asked now: " + e.getMessage(), e);
    }
  }

  /** How many recordings are in the index. */
  public long recordings() throws SearchUnavailableException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from search.recording")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new SearchUnavailableException(
          "the search index cannot be asked now: " + e.getMessage(), e);
    }
  }

  /** One search, going backwards in time. */
  private static final class Search {
    private final Connection connection;
    private final SearchQuery query;
    private final SearchFilter filter;
    private final List<SearchHit> hits = new ArrayList<>();
    private UUID ceiling = NEWEST;
    private long chunk = Long.MAX_VALUE;
    private final long deadline = System.nanoTime() + SEARCH_LIMIT.toNanos();
    private @Nullable SearchCursor last;

    Search(Connection connection, SearchQuery query) {
      this.connection = connection;
      this.query = query;
      this.filter = new SearchFilter(query);
      SearchCursor after = query.after();
      if (after != null) {
        ceiling = IndexLoad.uuid(after.recording());
        chunk = after.chunk();
        last = after;
      }
    }

    SearchPage page() throws SQLException {
      for (int depth : DEPTHS) {
        UUID floor = depth == Integer.MAX_VALUE ? OLDEST : floor(depth);
        if (searchDownTo(floor)) {
          return new SearchPage(hits, last);
        }
        if (floor.equals(OLDEST)) {
          break;
        }
        ceiling = floor;
        chunk = Long.MAX_VALUE; // The floor itself was searched; what is left is below.
      }
      return new SearchPage(hits, null);
    }

    /**
     * The oldest of so many recordings that the filters let through; the oldest of all if fewer.
     */
    private UUID floor(int depth) throws SQLException {
      String sql =
          "select r.id from search.recording r where r.id <= ?"
              + filter.condition()
              + " order by r.id desc offset ? limit 1";
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        int next = 1;
        statement.setObject(next++, ceiling);
        next = filter.bind(statement, next);
        statement.setInt(next, depth);
        try (ResultSet rows = statement.executeQuery()) {
          return rows.next() ? rows.getObject(1, UUID.class) : OLDEST;
        }
      }
    }

    /** Adds hits from the ceiling down to the floor; whether to stop before all was searched. */
    private boolean searchDownTo(UUID floor) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(filter.statement())) {
        filter.bindWindow(statement, floor, ceiling, chunk);
        statement.setFetchSize(ROWS_AT_ONCE);
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            if (take(new ChunkRow(found)) || System.nanoTime() > deadline) {
              return true;
            }
          }
        }
      }
      return false;
    }

    /** Adds a hit, unless the page is full, which it then says. */
    private boolean take(ChunkRow row) throws SQLException {
      Optional<Phrase.Place> place = query.phrase().find(row.chunk());
      if (place.isPresent()) {
        if (hits.size() == query.limit()) {
          return true;
        }
        hits.add(row.hit(place.get()));
      }
      last = new SearchCursor(row.id(), row.number());
      ceiling = IndexLoad.uuid(row.id());
      chunk = row.number();
      return false;
    }
  }
}
