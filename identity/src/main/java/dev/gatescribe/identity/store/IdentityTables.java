package dev.gatescribe.identity.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables of this room, in a schema of their own of the metadata database. */
public final class IdentityTables {
  private static final String SCHEMA = "identity";

  private IdentityTables() {}

  /** Makes them, or brings them up to date. */
  public static void bringUpToDate(DataSource database) throws SQLException {
    try {
      Flyway.configure()
          .dataSource(database)
          .defaultSchema(SCHEMA)
          .locations("classpath:dev/gatescribe/identity/migrations")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SQLException(
          "the tables of identities cannot be brought up to date: " + e.getMessage(), e);
    }
  }
}
