package dev.gatescribe.server;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.index.MetadataAddress;
import dev.gatescribe.postgres.EmbeddedPostgres;
import dev.gatescribe.postgres.PostgresStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL for metadata, in a data directory. One process runs it, which holds a
 * lock; others of the same user may connect to it.
 */
final class MetadataCluster implements AutoCloseable {
  private static final String AUTHORITY = "metadata-authority.pem";
  private static final String DATABASE = "postgres";

  /** Issued anew at each start, and a start lasts no longer. */
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(3650);

  /** It serves this process and a command or two, so it need not be large. */
  private static final List<String> SETTINGS =
      List.of(
          "max_connections=24",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_wal_size=512MB",
          "jit=off",
          "log_checkpoints=off");

  private final DataDirectory data;
  private final FileChannel lock;
  private @Nullable EmbeddedPostgres server;

  private MetadataCluster(DataDirectory data, FileChannel lock) {
    this.data = data;
    this.lock = lock;
  }

  /**
   * Takes it; it does not run yet. Empty if another process has it.
   *
   * @throws IOException if the lock cannot be asked for
   */
  static Optional<MetadataCluster> claim(DataDirectory data) throws IOException {
    FileChannel channel =
        FileChannel.open(data.metadataLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it already.
      held = null;
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    return held == null ? Optional.empty() : Optional.of(new MetadataCluster(data, channel));
  }

  /** Starts it, unless it runs. */
  MetadataAddress start() throws PostgresStartException, IOException {
    EmbeddedPostgres running = server;
    if (running == null || !running.isAlive()) {
      Instant now = Instant.now();
      TlsAuthority authority = TlsAuthority.create("Gatescribe metadata", now);
      Path file = authorityFile(data);
      Path fresh = file.resolveSibling("." + AUTHORITY + ".new");
      Files.writeString(fresh, authority.certificatePem());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      server =
          EmbeddedPostgres.start(
              data.metadata(),
              freePort(),
              authority.issue(List.of("127.0.0.1"), now, CERTIFICATE_LIFETIME),
              file,
              SETTINGS);
    }
    return running(data)
        .orElseThrow(() -> new PostgresStartException("the embedded PostgreSQL has ended"));
  }

  boolean isAlive() {
    return server != null && server.isAlive();
  }

  /** The address of the one that runs in this data directory, whoever runs it. */
  static Optional<MetadataAddress> running(DataDirectory data) throws IOException {
    OptionalInt port = EmbeddedPostgres.runningPort(data.metadata());
    if (port.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new MetadataAddress(
            "jdbc:postgresql://127.0.0.1:" + port.getAsInt() + "/" + DATABASE,
            EmbeddedPostgres.SUPERUSER,
            EmbeddedPostgres.superuserPassword(data.metadata()),
            Optional.of(authorityFile(data))));
  }

  /** Stops it, and leaves it to others. */
  @Override
  public void close() throws IOException {
    if (server != null) {
      server.stop();
    }
    lock.close();
  }

  private static Path authorityFile(DataDirectory data) {
    return data.keys().resolve(AUTHORITY);
  }

  /** Somebody else may take it before PostgreSQL does; then the start fails, and is tried again. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
