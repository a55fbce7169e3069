package dev.gatescribe.index;

import dev.gatescribe.recording.derive.Derivation;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.text.RecordingText;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Puts recordings into the index, one by one, each in a transaction of its own. */
public final class SearchIndexer implements Derivation {
  public static final String NAME = "search-index";

  /** The schema that is searched. */
  static final String SCHEMA = "search";

  private final MetadataDatabase database;
  private final RecordingCatalog recordings;

  public SearchIndexer(MetadataDatabase database, RecordingCatalog recordings) {
    this.database = database;
    this.recordings = recordings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void derive(RecordingId id) throws IOException {
    RecordingReader reader;
    try {
      reader = recordings.open(id);
    } catch (RecordingNotFoundException e) {
      forget(id);
      return;
    }
    Manifest manifest = reader.manifest();
    if (manifest == null) {
      return; // Not sealed; it is asked for again when it is.
    }
    Optional<DamagedRecordingException> damage;
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        delete(connection, id);
        IndexLoad load = new IndexLoad(connection, SCHEMA);
        damage = load.add(reader, manifest);
        load.flush();
        connection.commit();
        done = true;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new IOException("the metadata database: " + e.getMessage(), e);
    }
    if (damage.isPresent()) {
      throw damage.get();
    }
  }

  @Override
  public List<RecordingId> missing(List<RecordingId> sealed) throws IOException {
    Set<UUID> present = new HashSet<>();
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "select id from search.recording where extraction = ? and id = any (?)")) {
      statement.setInt(1, RecordingText.VERSION);
      statement.setArray(
          2,
          connection.createArrayOf(
              "uuid", sealed.stream().map(IndexLoad::uuid).toArray(UUID[]::new)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          present.add(rows.getObject(1, UUID.class));
        }
      }
    } catch (SQLException e) {
      throw new IOException("the metadata database: " + e.getMessage(), e);
    }
    return sealed.stream().filter(id -> !present.contains(IndexLoad.uuid(id))).toList();
  }

  /** Takes a recording out of the index. */
  @Override
  public void forget(RecordingId id) throws IOException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      delete(connection, id);
      connection.commit();
    } catch (SQLException e) {
      throw new IOException("the metadata database: " + e.getMessage(), e);
    }
  }

  static void delete(Connection connection, RecordingId id) throws SQLException {
    for (String sql :
        List.of(
            "delete from search.recording where id = ?",
            "delete from search.chunk where recording = ?")) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, IndexLoad.uuid(id));
        statement.executeUpdate();
      }
    }
  }
}
