package dev.gatescribe.identity.store;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed in. A principal is an issuer's subject; the name is that of the first sign-in and
 * stays, whatever the issuer calls them later, so that what policies and recordings say of a name
 * is always said of the same person.
 */
public final class Principals {
  /** PostgreSQL, appendix A: unique_violation. */
  private static final String UNIQUE_VIOLATION = "23505";

  static final String COLUMNS =
      "p.id, p.issuer, p.subject, p.name, p.email, p.groups, p.facts_at as facts_at";

  private final Connections connections;

  public Principals(Connections connections) {
    this.connections = connections;
  }

  /**
   * Somebody signs in.
   *
   * @throws SignInException {@link SignInRefusal#NAME_TAKEN} if somebody else has the name
   */
  public StoredPrincipal signedIn(Person person, Instant now)
      throws IdentityUnavailableException, SignInException {
    return asserted(person, now, now);
  }

  /**
   * Somebody is signed in by a token, which may be older than what is known of them by another.
   *
   * @param saidAt when the issuer said so; what it said later stays
   * @throws SignInException {@link SignInRefusal#NAME_TAKEN} if somebody else has the name
   */
  public StoredPrincipal asserted(Person person, Instant saidAt, Instant now)
      throws IdentityUnavailableException, SignInException {
    Instant factsAt = saidAt.isAfter(now) ? now : saidAt;
    return connections.inTransaction(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "insert into identity.principal as p (issuer, subject, name, email, groups,"
                  + " first_sign_in, last_sign_in, facts_at) values (?, ?, ?, ?, ?, ?, ?, ?)"
                  + " on conflict (issuer, subject) do update set"
                  + " email = case when p.facts_at > excluded.facts_at"
                  + " then p.email else excluded.email end,"
                  + " groups = case when p.facts_at > excluded.facts_at"
                  + " then p.groups else excluded.groups end,"
                  + " last_sign_in = excluded.last_sign_in,"
                  + " facts_at = greatest(p.facts_at, excluded.facts_at) returning "
                  + COLUMNS)) {
        OffsetDateTime at = timestamp(now);
        statement.setString(1, person.issuer());
        statement.setString(2, person.subject());
        statement.setString(3, person.name());
        statement.setString(4, person.email().orElse(null));
        statement.setArray(5, array(connection, person.groups()));
        statement.setObject(6, at);
        statement.setObject(7, at);
        statement.setObject(8, timestamp(factsAt));
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return read(row);
        }
      } catch (SQLException e) {
        if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
          throw new SignInException(
              SignInRefusal.NAME_TAKEN, "the name " + person.name() + " is somebody else's", e);
        }
        throw e;
      }
    });
  }

  /** Who has this name. */
  public Optional<StoredPrincipal> find(String name) throws IdentityUnavailableException {
    return connections.inTransaction(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select "
                  + COLUMNS
                  + " from identity.principal p where lower(p.name) = lower(?) and p.name = ?")) {
        statement.setString(1, name);
        statement.setString(2, name);
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(read(row)) : Optional.empty();
        }
      }
    });
  }

  static void refresh(Connection connection, UUID id, Person person, Instant now)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update identity.principal set email = ?, groups = ?, facts_at = ? where id = ?")) {
      statement.setString(1, person.email().orElse(null));
      statement.setArray(2, array(connection, person.groups()));
      statement.setObject(3, timestamp(now));
      statement.setObject(4, id);
      statement.executeUpdate();
    }
  }

  /** The issuer knows them no more; nothing that it said goes on counting. */
  static void withdraw(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update identity.principal p set facts_at = null where p.id = ? and not exists"
                + " (select 1 from identity.web_session s where s.principal = p.id)")) {
      statement.setObject(1, id);
      statement.executeUpdate();
    }
  }

  static StoredPrincipal read(ResultSet row) throws SQLException {
    return new StoredPrincipal(
        row.getObject("id", UUID.class),
        row.getString("issuer"),
        row.getString("subject"),
        row.getString("name"),
        Optional.ofNullable(row.getString("email")),
        Set.of((String[]) row.getArray("groups").getArray()),
        Optional.ofNullable(instant(row, "facts_at")));
  }

  static OffsetDateTime timestamp(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private static Array array(Connection connection, Set<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray(String[]::new));
  }
}
