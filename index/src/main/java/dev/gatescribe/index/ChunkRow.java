package dev.gatescribe.index;

import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.SearchHit;
import dev.gatescribe.recording.text.TextChunk;
import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A row that a search found. */
final class ChunkRow {
  /** What is shown on each side of a hit: a line on a screen. */
  private static final int CONTEXT_MAX_CHARS = 120;

  private final RecordingId id;
  private final long number;
  private final TextChunk chunk;
  private final SessionDescription session;

  ChunkRow(ResultSet row) throws SQLException {
    UUID uuid = row.getObject(1, UUID.class);
    id = new RecordingId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    number = row.getLong(2);
    chunk =
        new TextChunk(
            TextKind.ofCode(row.getString(3)).orElse(TextKind.MESSAGE),
            row.getInt(4),
            row.getString(6),
            row.getInt(5),
            marks(row));
    session =
        new SessionDescription(
            id,
            protocol(row.getString(10)),
            row.getString(11),
            row.getString(12),
            row.getString(13),
            row.getString(14),
            row.getString(15),
            row.getString(16),
            row.getObject(17, OffsetDateTime.class).toInstant());
  }

  RecordingId id() {
    return id;
  }

  long number() {
    return number;
  }

  TextChunk chunk() {
    return chunk;
  }

  /** The hit, with the line in which it stands. */
  SearchHit hit(Phrase.Place place) {
    String body = chunk.body();
    int lineStart = body.lastIndexOf('\n', place.start()) + 1;
    int lineEnd = body.indexOf('\n', place.end());
    int from = Math.max(lineStart, place.start() - CONTEXT_MAX_CHARS);
    int to = Math.min(lineEnd < 0 ? body.length() : lineEnd, place.end() + CONTEXT_MAX_CHARS);
    TextChunk.Mark mark = chunk.markAt(place.end() - 1);
    return new SearchHit(
        session,
        chunk.kind(),
        chunk.stream(),
        mark.offsetMicros(),
        mark.sequence(),
        (from > lineStart ? "\u2026" : "") + whole(body, from, place.start()),
        body.substring(place.start(), place.end()),
        whole(body, place.end(), to) + (lineEnd < 0 || to < lineEnd ? rest(body, to) : ""));
  }

  private static String rest(String body, int to) {
    return to < body.length() && body.charAt(to) != '\n' ? "\u2026" : "";
  }

  /** Without the half of a character that a cut leaves. */
  private static String whole(String body, int from, int to) {
    int first = from < to && Character.isLowSurrogate(body.charAt(from)) ? from + 1 : from;
    int last = first < to && Character.isHighSurrogate(body.charAt(to - 1)) ? to - 1 : to;
    return body.substring(first, last);
  }

  private static List<TextChunk.Mark> marks(ResultSet row) throws SQLException {
    Integer[] starts = (Integer[]) array(row, 7);
    Long[] offsets = (Long[]) array(row, 8);
    Long[] sequences = (Long[]) array(row, 9);
    List<TextChunk.Mark> marks = new ArrayList<>(starts.length);
    for (int i = 0; i < starts.length; i++) {
      marks.add(new TextChunk.Mark(starts[i], offsets[i], sequences[i]));
    }
    return marks;
  }

  private static Object[] array(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return (Object[]) array.getArray();
  }

  private static Protocol protocol(String code) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.code().equals(code)) {
        return protocol;
      }
    }
    return Protocol.SSH;
  }
}
