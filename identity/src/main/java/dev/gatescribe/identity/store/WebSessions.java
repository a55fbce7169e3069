package dev.gatescribe.identity.store;

import static dev.gatescribe.identity.store.Principals.instant;
import static dev.gatescribe.identity.store.Principals.timestamp;

import dev.gatescribe.identity.IdentityUnavailableException;
import dev.gatescribe.identity.Person;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The browsers that are signed in. */
public final class WebSessions {
  /** A person has a few browsers; the session that was used longest ago gives way. */
  static final int MOST_OF_ONE_PRINCIPAL = 20;

  private static final String SELECT =
      "select "
          + Principals.COLUMNS
          + ", s.digest, s.client_address, s.client_program, s.authenticated_at,"
          + " s.second_factor_at, s.posture, s.started_at, s.ends_at, s.used_at, s.refreshed_at,"
          + " s.tokens from identity.web_session s join identity.principal p on p.id = s.principal ";

  private final Connections connections;

  public WebSessions(Connections connections) {
    this.connections = connections;
  }

  /**
   * Opens one.
   *
   * @param secret what the cookie holds
   * @param tokens sealed
   */
  public void open(
      String secret,
      UUID principal,
      Person person,
      Client client,
      Instant now,
      Instant endsAt,
      String tokens)
      throws IdentityUnavailableException {
    connections.<Boolean, RuntimeException>inTransaction(connection -> {
      makeRoom(connection, principal);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "insert into identity.web_session (digest, principal, issuer, issuer_session,"
                  + " authenticated_at, second_factor_at, posture, client_address, client_program,"
                  + " started_at, ends_at, used_at, refreshed_at, attempted_at, tokens)"
                  + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        statement.setString(1, Digest.of(secret));
        statement.setObject(2, principal);
        statement.setString(3, person.issuer());
        statement.setString(4, person.issuerSession().orElse(null));
        statement.setObject(5, timestamp(person.authenticatedAt()));
        statement.setObject(6, person.secondFactorAt().map(Principals::timestamp).orElse(null));
        statement.setString(7, lines(person.posture()));
        statement.setString(8, client.address());
        statement.setString(9, client.program());
        statement.setObject(10, timestamp(now));
        statement.setObject(11, timestamp(endsAt));
        statement.setObject(12, timestamp(now));
        statement.setObject(13, timestamp(now));
        statement.setObject(14, timestamp(now));
        statement.setString(15, tokens);
        return statement.executeUpdate() == 1;
      }
    });
  }

  private static void makeRoom(Connection connection, UUID principal) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from identity.web_session where digest in (select digest from"
                + " identity.web_session where principal = ? order by used_at desc offset ?)")) {
      statement.setObject(1, principal);
      statement.setInt(2, MOST_OF_ONE_PRINCIPAL - 1);
      statement.executeUpdate();
    }
  }

  /** The session with this secret, whether or not it still counts. */
  public Optional<OpenSession> find(String secret) throws IdentityUnavailableException {
    return connections.<Optional<OpenSession>, RuntimeException>inTransaction(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(SELECT + "where s.digest = ?")) {
        statement.setString(1, Digest.of(secret));
        return read(statement).stream().findFirst();
      }
    });
  }

  /** It is being used. */
  public void use(OpenSession session, Instant now) throws IdentityUnavailableException {
    update(
        "update identity.web_session set used_at = ? where digest = ?",
        statement -> {
          statement.setObject(1, timestamp(now));
          statement.setString(2, session.digest());
        });
  }

  /** Ends it; whether it was there. */
  public boolean end(OpenSession session) throws IdentityUnavailableException {
    return update(
            "delete from identity.web_session where digest = ?",
            statement -> statement.setString(1, session.digest()))
        > 0;
  }

  /** Ends it because its issuer knows the person no more. */
  public boolean withdraw(OpenSession session) throws IdentityUnavailableException {
    return connections.<Boolean, RuntimeException>inTransaction(connection -> {
      boolean there = false;
      try (PreparedStatement statement =
          connection.prepareStatement("delete from identity.web_session where digest = ?")) {
        statement.setString(1, session.digest());
        there = statement.executeUpdate() > 0;
      }
      Principals.withdraw(connection, session.principal().id());
      return there;
    });
  }

  /**
   * Ends what an issuer says has ended.
   *
   * @param issuerSession which of the person's sessions; empty for all of them
   * @return the names of those whose sessions ended
   */
  public List<String> endOf(String issuer, Optional<String> subject, Optional<String> issuerSession)
      throws IdentityUnavailableException {
    return connections.<List<String>, RuntimeException>inTransaction(connection -> {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "delete from identity.web_session s using identity.principal p"
                  + " where p.id = s.principal and s.issuer = ?"
                  + " and (cast(? as text) is null or p.subject = ?)"
                  + " and (cast(? as text) is null or s.issuer_session = ?) returning p.name")) {
        statement.setString(1, issuer);
        statement.setString(2, subject.orElse(null));
        statement.setString(3, subject.orElse(null));
        statement.setString(4, issuerSession.orElse(null));
        statement.setString(5, issuerSession.orElse(null));
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            names.add(rows.getString(1));
          }
        }
        return names;
      }
    });
  }

  /**
   * Sessions about which the issuer was not asked for a while; they count as asked from now on, so
   * that no second process asks at the same time.
   */
  public List<OpenSession> takeDue(Instant now, Duration interval, int most)
      throws IdentityUnavailableException {
    return connections.<List<OpenSession>, RuntimeException>inTransaction(connection -> {
      List<OpenSession> due;
      try (PreparedStatement statement =
          connection.prepareStatement(
              SELECT
                  + "where s.attempted_at <= ? order by s.attempted_at limit ?"
                  + " for update of s skip locked")) {
        statement.setObject(1, timestamp(now.minus(interval)));
        statement.setInt(2, most);
        due = read(statement);
      }
      try (PreparedStatement statement =
          connection.prepareStatement(
              "update identity.web_session set attempted_at = ? where digest = ?")) {
        for (OpenSession session : due) {
          statement.setObject(1, timestamp(now));
          statement.setString(2, session.digest());
          statement.addBatch();
        }
        statement.executeBatch();
      }
      return due;
    });
  }

  /** The issuer was asked, and said this. Whether the session is still there. */
  public boolean refreshed(OpenSession session, Person person, Instant now, String tokens)
      throws IdentityUnavailableException {
    return connections.<Boolean, RuntimeException>inTransaction(connection -> {
      Principals.refresh(connection, session.principal().id(), person, now);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "update identity.web_session set refreshed_at = ?, tokens = ?, authenticated_at = ?,"
                  + " second_factor_at = ?, posture = ? where digest = ?")) {
        statement.setObject(1, timestamp(now));
        statement.setString(2, tokens);
        statement.setObject(3, timestamp(person.authenticatedAt()));
        statement.setObject(4, person.secondFactorAt().map(Principals::timestamp).orElse(null));
        statement.setString(5, lines(person.posture()));
        statement.setString(6, session.digest());
        return statement.executeUpdate() > 0;
      }
    });
  }

  /**
   * Forgets what counts no more. Those that are only idle stay: by them the issuer is still asked
   * about somebody who works with other clients meanwhile.
   */
  public int removeOver(Instant now, Duration refreshLimit) throws IdentityUnavailableException {
    update(
        "delete from identity.used where until <= ?",
        statement -> statement.setObject(1, timestamp(now)));
    return update(
        "delete from identity.web_session where ends_at <= ? or refreshed_at <= ?",
        statement -> {
          statement.setObject(1, timestamp(now));
          statement.setObject(2, timestamp(now.minus(refreshLimit)));
        });
  }

  /**
   * Uses something up that counts once.
   *
   * @param until when it will be refused for its age
   * @return whether this is the first time
   */
  public boolean useOnce(String secret, Instant until) throws IdentityUnavailableException {
    return update(
            "insert into identity.used (digest, until) values (?, ?) on conflict do nothing",
            statement -> {
              statement.setString(1, Digest.of(secret));
              statement.setObject(2, timestamp(until));
            })
        == 1;
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private int update(String sql, Binding binding) throws IdentityUnavailableException {
    return connections.<Integer, RuntimeException>inTransaction(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        binding.bind(statement);
        return statement.executeUpdate();
      }
    });
  }

  private static List<OpenSession> read(PreparedStatement statement) throws SQLException {
    List<OpenSession> sessions = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        sessions.add(
            new OpenSession(
                row.getString("digest"),
                Principals.read(row),
                new Client(row.getString("client_address"), row.getString("client_program")),
                required(row, "authenticated_at"),
                Optional.ofNullable(instant(row, "second_factor_at")),
                facts(row.getString("posture")),
                required(row, "started_at"),
                required(row, "ends_at"),
                required(row, "used_at"),
                required(row, "refreshed_at"),
                row.getString("tokens")));
      }
    }
    return sessions;
  }

  private static Instant required(ResultSet row, String column) throws SQLException {
    @Nullable Instant value = instant(row, column);
    return Objects.requireNonNull(value, column);
  }

  /** Keys are the configuration's, without '='; values have no line breaks, being a claim's. */
  private static String lines(Map<String, String> posture) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(posture)
        .forEach((key, value) ->
            lines.append(key).append('=').append(value.replace('\n', ' ')).append('\n'));
    return lines.toString();
  }

  private static Map<String, String> facts(String lines) {
    Map<String, String> posture = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      int equals = line.indexOf('=');
      posture.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return posture;
  }
}
