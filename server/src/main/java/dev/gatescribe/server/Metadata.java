package dev.gatescribe.server;

import dev.gatescribe.identity.store.IdentityTables;
import dev.gatescribe.index.MetadataAddress;
import dev.gatescribe.index.MetadataDatabase;
import dev.gatescribe.index.SearchIndex;
import dev.gatescribe.index.SearchIndexer;
import dev.gatescribe.postgres.PostgresStartException;
import dev.gatescribe.recording.derive.Derivation;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.search.RecordingSearch;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The metadata database, watched from a thread of its own: started beside the doors, started again
 * when it ended, and waited for when it is away. Nothing that records waits for it.
 */
final class Metadata {
  private static final Logger LOG = System.getLogger(Metadata.class.getName());

  /** How often it is asked while it answers. */
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);

  /** How soon it is tried again while it does not. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

  /** They are counted so that somebody sees them; more than that is seen, too. */
  private static final int MOST_POSTPONED = 100_000;

  /**
   * What the embedded database leaves to the journal and the recordings, which may be on the same
   * disk: an index can be made again, and a session that is not recorded cannot.
   */
  private static final long LEFT_FREE_BYTES = 1L << 30;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final MetadataConfiguration configuration;
  private final DataDirectory data;
  private final MetadataDatabase database = new MetadataDatabase(IdentityTables::bringUpToDate);
  private final FreeSpace freeSpace;
  private final SearchIndexer indexer;
  private final SearchIndex search = new SearchIndex(database);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread watch = Thread.ofPlatform().daemon().name("metadata").unstarted(this::watch);
  private final Set<RecordingId> postponed = ConcurrentHashMap.newKeySet();
  private volatile Runnable whenUsable = () -> {};
  private volatile @Nullable String problem = "the metadata database is being started";
  private volatile boolean tried;
  private @Nullable MetadataCluster cluster;
  private boolean connected;

  /** How many bytes a disk has left. */
  interface FreeSpace {
    long bytes() throws IOException;
  }

  Metadata(MetadataConfiguration configuration, DataDirectory data, RecordingCatalog recordings) {
    this(configuration, data, recordings, () -> Files.getFileStore(data.root()).getUsableSpace());
  }

  Metadata(
      MetadataConfiguration configuration,
      DataDirectory data,
      RecordingCatalog recordings,
      FreeSpace freeSpace) {
    this.freeSpace = freeSpace;
    this.configuration = configuration;
    this.data = data;
    this.indexer = new SearchIndexer(database, recordings);
  }

  /**
   * Puts recordings into the index. While it cannot be used they are only counted: when it can,
   * those that are missing are looked for, and nothing is tried in vain until then.
   */
  Derivation indexing() {
    return new Derivation() {
      @Override
      public String name() {
        return indexer.name();
      }

      @Override
      public void derive(RecordingId id) throws IOException {
        if (problem == null) {
          indexer.derive(id);
          postponed.remove(id);
        } else if (postponed.size() < MOST_POSTPONED) {
          postponed.add(id);
        }
      }

      @Override
      public List<RecordingId> missing(List<RecordingId> recordings) throws IOException {
        return problem == null ? indexer.missing(recordings) : List.of();
      }

      @Override
      public void forget(RecordingId id) throws IOException {
        String now = problem;
        if (now != null) {
          throw new IOException("the search index cannot be used: " + now);
        }
        indexer.forget(id);
        postponed.remove(id);
      }
    };
  }

  /** How many recordings were sealed while the index could not be used, and will be looked for. */
  long postponed() {
    return postponed.size();
  }

  /** One for other rooms that keep something there. */
  Connection connection() throws SQLException {
    return database.connection();
  }

  RecordingSearch search() {
    return search;
  }

  /** Why it cannot be used; empty if it can. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether nothing is wrong: it can be used, or its first start has not ended yet. */
  boolean isWell() {
    return problem == null || !tried;
  }

  /**
   * Starts it and does not wait.
   *
   * @param usable is run each time that it can be used again
   */
  void start(Runnable usable) {
    whenUsable = usable;
    if (stopped.getCount() > 0) {
      watch.start();
    }
  }

  void stop() {
    stopped.countDown();
    if (watch.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!watch.join(STOP_LIMIT)) {
        LOG.log(Level.WARNING, "the metadata database does not stop; the next start ends it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      Duration pause;
      do {
        String now = tryOnce();
        note(now);
        tried = true;
        pause = now == null ? WATCH_INTERVAL : RETRY_INTERVAL;
      } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "nobody interrupts this thread", e);
    } finally {
      database.close();
      closeCluster();
    }
  }

  /** Does what is needed to use it; answers what is wrong, null if nothing is. */
  private @Nullable String tryOnce() {
    try {
      boolean embedded = configuration instanceof MetadataConfiguration.Embedded;
      if (embedded && freeSpace.bytes() < LEFT_FREE_BYTES) {
        return "its disk has less than 1 GiB left, which is for recording";
      }
      boolean ended = cluster != null && !cluster.isAlive();
      if (!connected || ended) {
        connected = false;
        database.disconnect();
        Optional<MetadataAddress> address = address();
        if (address.isEmpty()) {
          return "another process runs the embedded PostgreSQL of this data directory";
        }
        database.connect(address.get());
        connected = true;
      }
      return database.answers() ? null : "the metadata database does not answer";
    } catch (PostgresStartException | SQLException | IOException | RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Optional<MetadataAddress> address() throws PostgresStartException, IOException {
    return switch (configuration) {
      case MetadataConfiguration.Server server -> Optional.of(addressOf(server));
      case MetadataConfiguration.Embedded _ -> {
        if (cluster == null) {
          cluster = MetadataCluster.claim(data).orElse(null);
        }
        yield cluster == null ? Optional.empty() : Optional.of(cluster.start());
      }
    };
  }

  /** The password is read anew each time, since it may have been changed. */
  static MetadataAddress addressOf(MetadataConfiguration.Server server) throws IOException {
    Path file = server.passwordFile();
    return new MetadataAddress(
        server.url(), server.user(), Files.readString(file).strip(), Optional.empty());
  }

  private void note(@Nullable String now) {
    String before = problem;
    problem = now;
    if (now != null && !now.equals(before)) {
      LOG.log(
          Level.WARNING,
          "the metadata database cannot be used: {0}. Sessions are recorded; search waits for it",
          now);
    } else if (now == null && before != null) {
      LOG.log(Level.INFO, "the metadata database can be used");
      whenUsable.run();
    }
  }

  private void closeCluster() {
    MetadataCluster mine = cluster;
    if (mine != null) {
      try {
        mine.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the embedded PostgreSQL did not stop cleanly", e);
      }
    }
  }
}
