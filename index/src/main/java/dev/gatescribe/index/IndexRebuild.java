package dev.gatescribe.index;

import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Makes the index again from the object store alone: new tables are filled beside those that are
 * searched meanwhile, and then take their place in one step. What was indexed in the meantime is
 * taken over, what was deleted from the store is left out.
 */
public final class IndexRebuild {
  /** Where the new tables are until they are complete. */
  private static final String NEXT = "search_next";

  private static final String BEFORE = "search_before";

  /** Two rebuilds at once would fill the same tables. Any number, as long as it is ours. */
  private static final long ADVISORY_LOCK = 0x6761_7465_7363_7269L;

  /** More than a few only wait for the database. */
  private static final int WORKERS_MAX = 4;

  private final MetadataDatabase database;
  private final RecordingCatalog recordings;
  private final BiConsumer<RecordingId, String> problems;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicLong plainBytes = new AtomicLong();
  private volatile int total;
  private volatile String step = "listing";

  /**
   * Prepares it.
   *
   * @param problems is told of each recording that is damaged, and why
   */
  public IndexRebuild(
      MetadataDatabase database,
      RecordingCatalog recordings,
      BiConsumer<RecordingId, String> problems) {
    this.database = database;
    this.recordings = recordings;
    this.problems = problems;
  }

  /**
   * How far it is.
   *
   * @param step what it is at: listing, reading, indexing, replacing, done
   * @param plainBytes length of the events that were read, before compression
   */
  public record Progress(String step, int done, int total, long plainBytes) {}

  /** How far it is now; may be asked by another thread. */
  public Progress progress() {
    return new Progress(step, done.get(), total, plainBytes.get());
  }

  /**
   * Does it.
   *
   * @return how many recordings are in the index now
   * @throws IOException if the store cannot be read; the index is as before
   * @throws SQLException if the database cannot be used; the index is as before
   */
  public long run() throws IOException, SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 0); // Making an index may take hours.
      statement.execute("set statement_timeout = 0");
      if (!truth(statement, "select pg_try_advisory_lock(" + ADVISORY_LOCK + ")")) {
        throw new SQLException("the index is being rebuilt by somebody else");
      }
      try {
        return run(statement);
      } finally {
        statement.execute("select pg_advisory_unlock(" + ADVISORY_LOCK + ")");
        statement.execute("reset all");
      }
    }
  }

  private long run(Statement statement) throws IOException, SQLException {
    String started = text(statement, "select clock_timestamp()");
    statement.execute("drop schema if exists " + NEXT + " cascade");
    statement.execute("drop schema if exists " + BEFORE + " cascade");
    statement.execute("select gatescribe.create_search_tables('" + NEXT + "')");
    List<RecordingId> ids = recordings.ids(Integer.MAX_VALUE, null);
    total = ids.size();
    step = "reading";
    load(ids);
    step = "indexing";
    // A sort in memory makes the index several times as fast as one in pieces.
    statement.execute("set maintenance_work_mem = '256MB'");
    statement.execute("select gatescribe.create_search_indexes('" + NEXT + "')");
    statement.execute("analyze " + NEXT + ".recording, " + NEXT + ".chunk");
    step = "replacing";
    replace(statement, started);
    forgetDeleted(statement, ids);
    step = "done";
    return Long.parseLong(text(statement, "select count(*) from search.recording"));
  }

  private void load(List<RecordingId> ids) throws IOException, SQLException {
    int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, WORKERS_MAX);
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < workers; i++) {
        running.add(
            executor.submit(() -> {
              loadFrom(ids, next);
              return null;
            }));
      }
      for (Future<?> worker : running) {
        await(worker, next);
      }
    }
  }

  private static void await(Future<?> worker, AtomicInteger next) throws IOException, SQLException {
    try {
      worker.get();
    } catch (ExecutionException e) {
      next.set(Integer.MAX_VALUE / 2); // The others stop at their next recording.
      switch (e.getCause()) {
        case IOException store -> throw store;
        case SQLException metadata -> throw metadata;
        case null, default -> throw new IOException(e);
      }
    } catch (InterruptedException e) {
      next.set(Integer.MAX_VALUE / 2);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void loadFrom(List<RecordingId> ids, AtomicInteger next)
      throws IOException, SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      IndexLoad load = new IndexLoad(connection, NEXT);
      for (int i = next.getAndIncrement(); i < ids.size(); i = next.getAndIncrement()) {
        load(load, ids.get(i));
        if (load.isMuch()) {
          load.flush();
          connection.commit();
        }
        done.incrementAndGet();
      }
      load.flush();
      connection.commit();
    }
  }

  private void load(IndexLoad load, RecordingId id) throws IOException, SQLException {
    try {
      RecordingReader reader = recordings.open(id);
      Manifest manifest = reader.manifest();
      if (manifest != null) {
        Optional<DamagedRecordingException> damage = load.add(reader, manifest);
        damage.ifPresent(found -> problems.accept(id, String.valueOf(found.getMessage())));
        plainBytes.addAndGet(manifest.plainBytes());
      }
    } catch (RecordingNotFoundException e) {
      problems.accept(id, "it was deleted meanwhile");
    } catch (DamagedRecordingException e) {
      problems.accept(id, String.valueOf(e.getMessage())); // Its manifest says nothing.
    }
  }

  private static void replace(Statement statement, String started) throws SQLException {
    statement.execute("begin");
    boolean replaced = false;
    try {
      // Searches go on; what would be indexed now waits, and finds the new tables.
      statement.execute("lock table search.recording, search.chunk in exclusive mode");
      statement.execute(
          "create temporary table meanwhile on commit drop as select id from search.recording"
              + " where indexed_at >= '"
              + started
              + "' and id not in (select id from "
              + NEXT
              + ".recording)");
      for (String[] table : new String[][] {{"recording", "id"}, {"chunk", "recording"}}) {
        statement.execute(
            "insert into %s.%s select t.* from search.%s t join meanwhile m on m.id = t.%s"
                .formatted(NEXT, table[0], table[0], table[1]));
      }
      statement.execute("alter schema search rename to " + BEFORE);
      statement.execute("alter schema " + NEXT + " rename to search");
      statement.execute("drop schema " + BEFORE + " cascade");
      statement.execute("commit");
      replaced = true;
    } finally {
      if (!replaced) {
        statement.execute("rollback");
      }
    }
  }

  /** What was listed at the beginning and is not in the store any more. */
  private void forgetDeleted(Statement statement, List<RecordingId> ids)
      throws IOException, SQLException {
    List<RecordingId> deleted = new ArrayList<>(ids);
    deleted.removeAll(new HashSet<>(recordings.ids(Integer.MAX_VALUE, null)));
    for (RecordingId id : deleted) {
      SearchIndexer.delete(statement.getConnection(), id);
    }
  }

  private static boolean truth(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
