package dev.gatescribe.identity.store;

import dev.gatescribe.identity.IdentityUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;

/** The connections to the metadata database, which comes and goes. */
public interface Connections {
  /** One that commits by itself; to be closed soon. */
  Connection open() throws SQLException;

  /** What is done with one. */
  interface Work<T, X extends Exception> {
    T with(Connection connection) throws SQLException, X;
  }

  /**
   * Does something in one transaction.
   *
   * @throws IdentityUnavailableException if the database does not
   */
  default <T, X extends Exception> T inTransaction(Work<T, X> work)
      throws IdentityUnavailableException, X {
    try (Connection connection = open()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.with(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new IdentityUnavailableException(
          "the metadata database cannot be asked now: " + e.getMessage(), e);
    }
  }
}
