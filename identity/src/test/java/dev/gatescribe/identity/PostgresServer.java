package dev.gatescribe.identity;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.identity.store.Connections;
import dev.gatescribe.identity.store.IdentityTables;
import dev.gatescribe.postgres.EmbeddedPostgres;
import dev.gatescribe.postgres.PostgresStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL with the tables of identities. */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final PGSimpleDataSource source = new PGSimpleDataSource();

  public PostgresServer(Path directory) throws IOException, PostgresStartException, SQLException {
    Path folder = directory.resolve("cluster");
    Path authorities = directory.resolve("authorities.pem");
    TlsAuthority authority = TlsAuthority.create("test", Instant.now());
    Files.writeString(authorities, authority.certificatePem());
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server =
        EmbeddedPostgres.start(
            folder,
            port,
            authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1)),
            authorities);
    source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    source.setUser(EmbeddedPostgres.SUPERUSER);
    source.setPassword(Files.readString(folder.resolve("password")).strip());
    source.setSslMode("verify-full");
    source.setSslRootCert(authorities.toString());
    IdentityTables.bringUpToDate(source);
  }

  public Connections connections() {
    return source::getConnection;
  }

  /** Whoever signed in before has not. */
  public void empty() throws SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("truncate identity.principal, identity.web_session, identity.used");
    }
  }

  /** Everything that is stored, as text. */
  public String dump() throws SQLException {
    StringBuilder dump = new StringBuilder();
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      for (String table : List.of("principal", "web_session", "used")) {
        try (var rows = statement.executeQuery("select t::text from identity." + table + " t")) {
          while (rows.next()) {
            dump.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return dump.toString();
  }

  @Override
  public void close() {
    server.stop();
  }
}
