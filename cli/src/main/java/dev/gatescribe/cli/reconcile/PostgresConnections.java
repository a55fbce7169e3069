package dev.gatescribe.cli.reconcile;

import dev.gatescribe.session.Protocol;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Joins what PostgreSQL's {@code log_connections} tells of one connection in several messages:
 *
 * <pre>
 *   connection received: host=192.0.2.7 port=50022
 *   connection authenticated: identity="app" method=scram-sha-256 (…)      (from PostgreSQL 14 on)
 *   connection authorized: user=app database=shop application_name=psql
 * </pre>
 *
 * Only the last is a login. The messages are those of an English server.
 */
final class PostgresConnections {
  /** Connections that were received and not yet authorised; the oldest is forgotten. */
  private static final int OPEN_MAX = 100_000;

  private static final Pattern RECEIVED =
      Pattern.compile("connection received: host=(?<host>\\S{1,255})(?: port=(?<port>\\d{1,5}))?");

  private static final Pattern AUTHENTICATED =
      Pattern.compile(
          "connection authenticated: (?:identity|user)=\".{0,256}\" method=(?<method>\\S{1,64}).*",
          Pattern.DOTALL);

  private static final Pattern AUTHORIZED =
      Pattern.compile(
          "(?:replication )?connection authorized: user=(?<user>.{1,128}?)"
              + "(?: database=.*| application_name=.*| SSL enabled .*| GSS .*)?",
          Pattern.DOTALL);

  /** PostgreSQL's word for a connection that came over a socket of the machine itself. */
  private static final String LOCAL = "[local]";

  /** What is known of a connection by one of its lines. */
  record Source(String host, int port) {}

  private static final class Open {
    private @Nullable Source source;
    private String method = "";
  }

  private final Map<String, Open> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
          return size() > OPEN_MAX;
        }
      };

  /**
   * A message.
   *
   * @param connection what the messages of one connection have in common
   * @param told from where, if the line itself says it
   */
  LoginLog.Reading onMessage(
      String message,
      String connection,
      @Nullable Source told,
      Instant at,
      LogPlace place,
      Consumer<TargetLogin> logins) {
    if (!message.startsWith("connection ") && !message.startsWith("replication connection ")) {
      return LoginLog.Reading.UNDERSTOOD;
    }
    Matcher received = RECEIVED.matcher(message);
    if (received.matches()) {
      String port = received.group("port");
      Open begun = new Open();
      begun.source = new Source(received.group("host"), port == null ? 0 : Integer.parseInt(port));
      open.put(connection, begun);
      return LoginLog.Reading.UNDERSTOOD;
    }
    Matcher authenticated = AUTHENTICATED.matcher(message);
    if (authenticated.matches()) {
      open.computeIfAbsent(connection, _ -> new Open()).method = authenticated.group("method");
      return LoginLog.Reading.UNDERSTOOD;
    }
    Matcher authorized = AUTHORIZED.matcher(message);
    if (!authorized.matches()) {
      return LoginLog.Reading.UNDERSTOOD;
    }
    Open known = open.remove(connection);
    Source source = told != null ? told : known == null ? null : known.source;
    boolean local = source == null || source.host().equals(LOCAL);
    logins.accept(
        new TargetLogin(
            Protocol.POSTGRESQL,
            at,
            place,
            authorized.group("user"),
            source == null ? "unknown" : local ? "" : SourceAddress.normal(source.host()),
            source == null || local ? 0 : source.port(),
            known == null ? "" : known.method));
    return LoginLog.Reading.UNDERSTOOD;
  }
}
