package dev.gatescribe.index;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.postgres.EmbeddedPostgres;
import dev.gatescribe.postgres.PostgresStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A real PostgreSQL with a database for each test. */
final class PostgresServer implements AutoCloseable {
  private final Path folder;
  private final Path authorities;
  private final TlsAuthority authority;
  private final int port;
  private EmbeddedPostgres server;
  private int databases;

  PostgresServer(Path directory) throws IOException, PostgresStartException {
    folder = directory.resolve("cluster");
    authorities = directory.resolve("authorities.pem");
    authority = TlsAuthority.create("test", Instant.now());
    Files.writeString(authorities, authority.certificatePem());
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start();
  }

  void start() throws PostgresStartException {
    server =
        EmbeddedPostgres.start(
            folder,
            port,
            authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1)),
            authorities);
  }

  void stop() {
    server.stop();
  }

  MetadataAddress newDatabase() throws SQLException, IOException {
    String name = "test" + ++databases;
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return new MetadataAddress(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name,
        EmbeddedPostgres.SUPERUSER,
        Files.readString(folder.resolve("password")).strip(),
        Optional.of(authorities));
  }

  @Override
  public void close() {
    stop();
  }
}
