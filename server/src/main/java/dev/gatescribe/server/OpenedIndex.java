package dev.gatescribe.server;

import dev.gatescribe.index.MetadataAddress;
import dev.gatescribe.index.MetadataDatabase;
import dev.gatescribe.postgres.PostgresStartException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata database for a command: that of the running server, or, where none runs, the
 * embedded one for as long as the command takes.
 */
final class OpenedIndex implements AutoCloseable {
  /** A server that has just started has its database a moment later. */
  private static final Duration START_WAIT = Duration.ofSeconds(20);

  private static final long POLL_MILLIS = 200;

  private final MetadataDatabase database = new MetadataDatabase();
  private @Nullable MetadataCluster cluster;

  private OpenedIndex() {}

  static OpenedIndex open(ServerConfiguration configuration) throws StartException {
    OpenedIndex index = new OpenedIndex();
    boolean opened = false;
    try {
      index.database.connect(index.address(configuration));
      opened = true;
      return index;
    } catch (IOException | SQLException | PostgresStartException e) {
      throw new StartException("the metadata database cannot be used: " + e.getMessage(), e);
    } finally {
      if (!opened) {
        index.close();
      }
    }
  }

  MetadataDatabase database() {
    return database;
  }

  private MetadataAddress address(ServerConfiguration configuration)
      throws IOException, PostgresStartException, StartException {
    return switch (configuration.metadata()) {
      case MetadataConfiguration.Server server -> Metadata.addressOf(server);
      case MetadataConfiguration.Embedded _ -> embedded(configuration.data());
    };
  }

  private MetadataAddress embedded(DataDirectory data)
      throws IOException, PostgresStartException, StartException {
    long deadline = System.nanoTime() + START_WAIT.toNanos();
    while (true) {
      Optional<MetadataCluster> claimed = MetadataCluster.claim(data);
      if (claimed.isPresent()) {
        cluster = claimed.get();
        return cluster.start();
      }
      Optional<MetadataAddress> running = MetadataCluster.running(data);
      if (running.isPresent()) {
        return running.get();
      }
      if (System.nanoTime() > deadline) {
        throw new StartException(
            "another process holds "
                + data.metadataLock()
                + ", and its PostgreSQL does not run; its log says why");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartException("interrupted", e);
      }
    }
  }

  @Override
  public void close() throws StartException {
    database.close();
    if (cluster != null) {
      try {
        cluster.close();
      } catch (IOException e) {
        throw new StartException("the embedded PostgreSQL did not stop cleanly", e);
      }
    }
  }
}
