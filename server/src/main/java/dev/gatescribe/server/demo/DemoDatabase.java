package dev.gatescribe.server.demo;

import dev.gatescribe.credentials.authority.TlsIdentity;
import dev.gatescribe.postgres.EmbeddedPostgres;
import dev.gatescribe.postgres.PostgresStartException;
import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database to look into: a small shop in the embedded PostgreSQL. */
final class DemoDatabase {
  /** The target's name and the database's. */
  static final String NAME = "shop";

  /** The role that the gateway logs in as; nobody else knows its password. */
  static final String ROLE = "clerk";

  private final EmbeddedPostgres server;

  private DemoDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts the server, and fills the shop at the first start. */
  static DemoDatabase start(
      Path folder, int port, TlsIdentity identity, Path authorities, Path credential)
      throws StartException {
    EmbeddedPostgres server;
    try {
      server = EmbeddedPostgres.start(folder, port, identity, authorities);
    } catch (PostgresStartException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    DemoDatabase database = new DemoDatabase(server);
    try {
      database.prepare(credential);
      return database;
    } catch (SQLException | IOException e) {
      server.stop();
      throw new StartException("the demo's database cannot be filled: " + e.getMessage(), e);
    }
  }

  void stop() {
    server.stop();
  }

  /** Writes the file with the role's password, if there is none. */
  static void makeCredential(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, EmbeddedPostgres.newPassword() + "\n");
    }
  }

  private void prepare(Path credential) throws SQLException, IOException {
    String password = Files.readString(credential).strip();
    try (Connection superuser = server.connect("postgres");
        Statement statement = superuser.createStatement()) {
      if (!exists(superuser, "select 1 from pg_roles where rolname = ?", ROLE)) {
        statement.execute("create role " + ROLE + " login");
      }
      // The password has no character that would end the literal.
      statement.execute("alter role " + ROLE + " password '" + password + "'");
      if (!exists(superuser, "select 1 from pg_database where datname = ?", NAME)) {
        statement.execute("create database " + NAME + " owner " + ROLE);
      }
    }
    try (Connection clerk = server.connect(NAME, ROLE, password)) {
      if (!exists(clerk, "select 1 from pg_tables where tablename = ?", "orders")) {
        fill(clerk);
      }
    }
  }

  private static boolean exists(Connection connection, String question, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, name);
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next();
      }
    }
  }

  /** All or nothing: a start that is killed half way leaves no half shop. */
  private static void fill(Connection clerk) throws SQLException, IOException {
    clerk.setAutoCommit(false);
    try (InputStream script = DemoDatabase.class.getResourceAsStream("shop.sql");
        Statement statement = clerk.createStatement()) {
      if (script == null) {
        throw new IOException("shop.sql is not in the application");
      }
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    clerk.commit();
  }
}
