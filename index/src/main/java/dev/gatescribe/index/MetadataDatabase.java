package dev.gatescribe.index;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The connections to the metadata database, which comes and goes while whoever uses it stays. Until
 * {@link #connect} has succeeded, and after {@link #disconnect}, it has none to give.
 */
public final class MetadataDatabase implements AutoCloseable {
  /** Two that index, one that rebuilds, and a few people who search. */
  private static final int CONNECTIONS_MAX = 8;

  /** Whoever searches would rather be told than wait. */
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(3);

  private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

  /** A server that stands still is given up in the end; nothing but a rebuild takes so long. */
  private static final Duration SOCKET_LIMIT = Duration.ofMinutes(5);

  /** Flyway's own table, and the functions that make tables. */
  private static final String SCHEMA = "gatescribe";

  private final MoreTables more;
  private @Nullable HikariDataSource pool;

  /** Tables of other rooms in the same database. */
  public interface MoreTables {
    void bringUpToDate(DataSource database) throws SQLException;
  }

  /** For the tables of this room alone. */
  public MetadataDatabase() {
    this(_ -> {});
  }

  public MetadataDatabase(MoreTables more) {
    this.more = more;
  }

  /**
   * Connects, and brings the tables up to date.
   *
   * @throws SQLException if it cannot be reached or used
   */
  public void connect(MetadataAddress address) throws SQLException {
    disconnect();
    HikariDataSource opened = new HikariDataSource(configuration(address));
    boolean ready = false;
    try {
      migrate(opened);
      more.bringUpToDate(opened);
      ready = true;
    } finally {
      if (!ready) {
        opened.close();
      }
    }
    synchronized (this) {
      pool = opened;
    }
  }

  /** Forgets the connections; those that are in use end with it. */
  public void disconnect() {
    HikariDataSource before;
    synchronized (this) {
      before = pool;
      pool = null;
    }
    if (before != null) {
      before.close();
    }
  }

  /**
   * A connection that commits by itself; to be closed soon.
   *
   * @throws SQLException if there is none to be had
   */
  public Connection connection() throws SQLException {
    HikariDataSource current;
    synchronized (this) {
      current = pool;
    }
    if (current == null) {
      throw new SQLTransientConnectionException("the metadata database is not there yet");
    }
    return current.getConnection();
  }

  /** Whether it answers now. */
  public boolean answers() {
    try (Connection connection = connection()) {
      return connection.isValid((int) CONNECTION_WAIT.toSeconds());
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  private static void migrate(HikariDataSource opened) throws SQLException {
    try {
      Flyway.configure()
          .dataSource(opened)
          .defaultSchema(SCHEMA)
          .locations("classpath:dev/gatescribe/index/migrations")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException(
          "the tables of the metadata database cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  private static HikariConfig configuration(MetadataAddress address) {
    HikariConfig configuration = new HikariConfig();
    configuration.setPoolName("metadata");
    configuration.setJdbcUrl(address.url());
    configuration.setUsername(address.user());
    configuration.setPassword(address.password());
    configuration.setMaximumPoolSize(CONNECTIONS_MAX);
    configuration.setMinimumIdle(1);
    configuration.setIdleTimeout(IDLE_LIMIT.toMillis());
    configuration.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    configuration.addDataSourceProperty("ApplicationName", "gatescribe");
    configuration.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
    configuration.addDataSourceProperty("connectTimeout", "5");
    address
        .authorities()
        .ifPresent(file -> {
          configuration.addDataSourceProperty("sslmode", "verify-full");
          configuration.addDataSourceProperty("sslrootcert", file.toString());
        });
    if (address.authorities().isEmpty() && !saysHowToEncrypt(address.url())) {
      // Not in clear unless somebody says so in words.
      configuration.addDataSourceProperty("sslmode", "verify-full");
    }
    return configuration;
  }

  private static boolean saysHowToEncrypt(String url) {
    Properties said = Driver.parseURL(url, new Properties());
    return said != null && said.getProperty("sslmode") != null;
  }
}
