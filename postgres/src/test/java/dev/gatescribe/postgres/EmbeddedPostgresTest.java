package dev.gatescribe.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.credentials.authority.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedPostgresTest {
  @TempDir Path directory;
  private Path folder;
  private Path authorities;
  private TlsIdentity identity;
  private @Nullable EmbeddedPostgres server;

  @BeforeEach
  void makeCertificate() throws IOException {
    TlsAuthority authority = TlsAuthority.create("test", Instant.now());
    identity = authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
    authorities = directory.resolve("authorities.pem");
    Files.writeString(authorities, authority.certificatePem());
    folder = directory.resolve("cluster");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void rowIsStillThereAfterTheNextStart() throws Exception {
    server = start();
    execute("create table t as select 37 as n");
    server.stop();

    server = start();

    assertThat(query("select n from t")).isEqualTo("37");
    assertThat(query("show fsync")).isEqualTo("on");
  }

  @Test
  void folderInsideOneThatIsClosedToOthersServesToo() throws Exception {
    Path closed = directory.resolve("closed");
    Files.createDirectory(
        closed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    folder = closed.resolve("it's here \"really\"");

    server = start();

    assertThat(query("select 1")).isEqualTo("1");
    assertThat(Files.getPosixFilePermissions(closed))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void connectionWithoutTlsOrWithAWrongPasswordIsRefused() throws Exception {
    server = start();
    String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
    String password = Files.readString(folder.resolve("password")).strip();

    assertThatThrownBy(() ->
            DriverManager.getConnection(
                url + "?sslmode=disable", EmbeddedPostgres.SUPERUSER, password))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no pg_hba.conf entry");
    assertThatThrownBy(() -> server.connect("postgres", EmbeddedPostgres.SUPERUSER, "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void serverThatAKilledProcessLeftIsEndedAtTheNextStart() throws Exception {
    EmbeddedPostgres left = start();
    execute(left, "create table t as select 37 as n");

    server = start();

    assertThat(query("select n from t")).isEqualTo("37");
    assertThatThrownBy(() -> left.connect("postgres")).isInstanceOf(SQLException.class);
  }

  @Test
  void portThatIsTakenIsSaidWithPostgresOwnWords() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> EmbeddedPostgres.start(folder, taken.getLocalPort(), identity, authorities))
          .isInstanceOf(PostgresStartException.class)
          .hasMessageContaining("Address already in use");
    }
  }

  private EmbeddedPostgres start() throws Exception {
    return EmbeddedPostgres.start(folder, freePort(), identity, authorities);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void execute(String sql) throws SQLException {
    execute(server, sql);
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
