package dev.gatescribe.index;

import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.SearchQuery;
import dev.gatescribe.recording.text.TextKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A query as SQL: what it asks of recordings and of chunks. */
final class SearchFilter {
  /** The columns that {@link ChunkRow} reads, in its order. */
  private static final String COLUMNS =
      "c.recording, c.number, c.kind, c.stream, c.carried, c.body, c.mark_starts, c.mark_offsets,"
          + " c.mark_sequences, r.protocol, r.principal, r.target, r.login, r.client_address,"
          + " r.authentication, r.rule, r.started_at";

  private final String terms;
  private final String[] kinds;
  private final StringBuilder condition = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  SearchFilter(SearchQuery query) {
    terms = terms(query.phrase());
    kinds = query.kinds().stream().map(TextKind::code).sorted().toArray(String[]::new);
    add(" and r.protocol = ?", query.protocol() == null ? null : query.protocol().code());
    add(" and r.principal = ?", query.principal());
    add(" and r.target = ?", query.target());
    add(" and r.started_at >= ?", time(query.from()));
    add(" and r.started_at < ?", time(query.until()));
  }

  /** What is asked of a recording {@code r}; empty, or beginning with {@code and}. */
  String condition() {
    return condition.toString();
  }

  /** Binds the values of {@link #condition}, and returns the number of the next parameter. */
  int bind(PreparedStatement statement, int first) throws SQLException {
    int next = first;
    for (Object value : values) {
      statement.setObject(next++, value);
    }
    return next;
  }

  /**
   * The statement that finds chunks in a window, newest recording first. They are found by the
   * index alone, put in order, and read one after the other as they are asked for; so no plan reads
   * all chunks in their order in the hope of a hit, and none reads more text than is looked at.
   */
  String statement() {
    return "with found as materialized (select c.recording, c.number from search.chunk c"
        + " where c.terms @@ ?::tsquery and c.recording >= ? and c.recording <= ?"
        + " and (c.recording < ? or c.number > ?)"
        + (kinds.length == 0 ? "" : " and c.kind = any (?)")
        + (condition.isEmpty()
            ? ""
            : " and exists (select from search.recording r where r.id = c.recording"
                + condition
                + ")")
        + ") select "
        + COLUMNS
        + " from (select recording, number from found order by recording desc, number) n"
        + " join search.chunk c on c.recording = n.recording and c.number = n.number"
        + " join search.recording r on r.id = n.recording"
        + " order by n.recording desc, n.number";
  }

  /** Binds the parameters of {@link #statement}. */
  void bindWindow(PreparedStatement statement, UUID floor, UUID ceiling, long chunk)
      throws SQLException {
    int next = 1;
    statement.setString(next++, terms);
    statement.setObject(next++, floor);
    statement.setObject(next++, ceiling);
    statement.setObject(next++, ceiling);
    statement.setLong(next++, chunk);
    if (kinds.length > 0) {
      statement.setArray(next++, statement.getConnection().createArrayOf("text", kinds));
    }
    bind(statement, next);
  }

  /** Words are letters and digits, so nothing in them ends the quotation. */
  private static String terms(Phrase phrase) {
    StringJoiner joiner = new StringJoiner(" & ");
    List<String> all = phrase.terms();
    for (int i = 0; i < all.size(); i++) {
      boolean open = phrase.prefix() && i == all.size() - 1;
      joiner.add("'" + all.get(i) + "'" + (open ? ":*" : ""));
    }
    return joiner.toString();
  }

  private void add(String part, @Nullable Object value) {
    if (value != null) {
      condition.append(part);
      values.add(value);
    }
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
