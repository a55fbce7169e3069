package dev.gatescribe.index;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.text.PlainText;
import dev.gatescribe.recording.text.RecordingText;
import dev.gatescribe.recording.text.TextChunk;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Fills the tables of one schema over one connection, with a bounded part in memory. */
final class IndexLoad {
  /** What is gathered before it is sent; a copy costs a round trip or two. */
  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  private static final String RECORDING_COLUMNS =
      "(id, protocol, principal, target, login, client_address, authentication, rule, started_at,"
          + " ended_at, state, end_reason, events, plain_bytes, stored_bytes, chunks, cut_off,"
          + " problem, extraction)";
  private static final String CHUNK_COLUMNS =
      "(recording, number, kind, stream, carried, body, mark_starts, mark_offsets, mark_sequences,"
          + " terms)";

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final Connection connection;
  private final String schema;
  private final CopyText recordings = new CopyText();
  private final CopyText chunks = new CopyText();

  IndexLoad(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /**
   * Adds a recording. Of one that is damaged, what can be read before the damage is added.
   *
   * @return the damage; empty if there is none
   * @throws IOException if the store cannot be reached
   */
  Optional<DamagedRecordingException> add(RecordingReader reader, Manifest manifest)
      throws IOException, SQLException {
    String id = uuid(reader.id()).toString();
    long[] number = {0};
    RecordingText text =
        new RecordingText(chunk -> {
          add(id, number[0]++, chunk);
          sendIfMuch();
        });
    DamagedRecordingException damage = null;
    try {
      try {
        reader.forEach(text::accept);
      } catch (DamagedRecordingException e) {
        damage = e;
      }
      text.end();
    } catch (UncheckedSqlException e) {
      throw e.sqlException();
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
    String problem = damage == null ? "" : String.valueOf(damage.getMessage());
    add(id, manifest, number[0], text.isCut(), problem);
    return Optional.ofNullable(damage);
  }

  /** Whether so much is gathered that it should be sent. */
  boolean isMuch() {
    return chunks.length() >= BUFFER_BYTES;
  }

  /** Sends what was gathered. */
  void flush() throws SQLException {
    copy("recording " + RECORDING_COLUMNS, recordings);
    copy("chunk " + CHUNK_COLUMNS, chunks);
  }

  static UUID uuid(RecordingId id) {
    return new UUID(id.mostSignificantBits(), id.leastSignificantBits());
  }

  private void add(String id, long number, TextChunk chunk) {
    chunks
        .text(id)
        .number(number)
        .text(chunk.kind().code())
        .number(chunk.stream())
        .number(chunk.carried())
        .text(chunk.body())
        .text(array(chunk.marks(), TextChunk.Mark::start))
        .text(array(chunk.marks(), TextChunk.Mark::offsetMicros))
        .text(array(chunk.marks(), TextChunk.Mark::sequence));
    StringBuilder terms = new StringBuilder();
    for (String term : chunk.terms()) {
      // Words are letters and digits, so nothing in them ends the quotation.
      terms.append('\'').append(term).append("' ");
    }
    chunks.text(terms.toString()).endRow();
  }

  private void add(String id, Manifest manifest, long chunkCount, boolean cut, String problem) {
    SessionDescription session = manifest.session();
    Protocol protocol = session == null ? Protocol.SSH : session.protocol();
    recordings
        .text(id)
        .text(protocol.code())
        .text(session == null ? "" : PlainText.of(session.principal()))
        .text(session == null ? "" : PlainText.of(session.target()))
        .text(session == null ? "" : PlainText.of(session.login()))
        .text(session == null ? "" : PlainText.of(session.clientAddress()))
        .text(session == null ? "" : PlainText.of(session.authentication()))
        .text(session == null ? "" : PlainText.of(session.rule()))
        .text(time(manifest.startedAt()))
        .text(time(manifest.endedAt()))
        .text(manifest.state().code())
        .text(PlainText.of(manifest.endReason()))
        .number(manifest.events())
        .number(manifest.plainBytes())
        .number(manifest.storedBytes())
        .number(chunkCount)
        .truth(cut)
        .text(PlainText.of(problem))
        .number(RecordingText.VERSION)
        .endRow();
  }

  /** A manifest may claim any time; the database knows those that people live in. */
  private static String time(Instant instant) {
    Instant earliest = Instant.EPOCH;
    return (instant.isBefore(earliest) ? earliest : instant.isAfter(LATEST) ? LATEST : instant)
        .toString();
  }

  private void sendIfMuch() {
    if (isMuch()) {
      try {
        copy("chunk " + CHUNK_COLUMNS, chunks);
      } catch (SQLException e) {
        throw new UncheckedSqlException(e);
      }
    }
  }

  private void copy(String table, CopyText rows) throws SQLException {
    if (rows.length() == 0) {
      return;
    }
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + schema + "." + table + " from stdin");
    try {
      copy.writeToCopy(rows.array(), 0, rows.length());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    rows.clear();
  }

  private static String array(List<TextChunk.Mark> marks, ToLongFunction<TextChunk.Mark> value) {
    StringJoiner joiner = new StringJoiner(",", "{", "}");
    for (TextChunk.Mark mark : marks) {
      joiner.add(Long.toString(value.applyAsLong(mark)));
    }
    return joiner.toString();
  }

  /** Carries a failure out of where only unchecked ones may pass. */
  private static final class UncheckedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedSqlException(SQLException cause) {
      super(cause);
    }

    SQLException sqlException() {
      return getCause() instanceof SQLException sql ? sql : new SQLException(getCause());
    }
  }
}
