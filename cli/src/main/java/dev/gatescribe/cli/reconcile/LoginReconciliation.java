package dev.gatescribe.cli.reconcile;

import dev.gatescribe.session.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds for each login the session whose it is. A session explains one login, and a login is
 * explained by one session: both are taken in the order of their times, which explains as many as
 * can be explained, for every session waits equally long for its login.
 */
public final class LoginReconciliation {
  /** Targets give up on a login that takes longer (OpenSSH's LoginGraceTime, two minutes). */
  public static final Duration LOGIN_MAX = Duration.ofMinutes(2);

  private final Match match;
  private final Duration tolerance;
  private final List<Bypass> bypasses = new ArrayList<>();
  private final Set<SessionConnection> explaining = new HashSet<>();
  private int explained;

  private LoginReconciliation(Match match, Duration tolerance) {
    this.match = match;
    this.tolerance = tolerance;
  }

  /**
   * Compares.
   *
   * @param tolerance how far the clocks of gateway and target may be apart
   */
  public static LoginReconciliation of(
      List<TargetLogin> logins,
      List<SessionConnection> connections,
      Match match,
      Duration tolerance) {
    LoginReconciliation reconciliation = new LoginReconciliation(match, tolerance);
    reconciliation.compare(logins, connections);
    return reconciliation;
  }

  /** What has to be the same, besides the login. */
  private record Key(Protocol protocol, String address, int port) {}

  /** Connections in the order of time, of which the first may be over for all that follows. */
  private static final class Candidates {
    private final List<SessionConnection> connections = new ArrayList<>();
    private int first;
  }

  private void compare(List<TargetLogin> logins, List<SessionConnection> connections) {
    Map<Key, Candidates> byKey = new HashMap<>();
    connections.stream()
        .sorted(Comparator.comparing(SessionConnection::at))
        .forEach(connection ->
            byKey
                .computeIfAbsent(
                    key(connection.protocol(), connection.address(), connection.port()),
                    _ -> new Candidates())
                .connections
                .add(connection));
    logins.stream()
        .sorted(Comparator.comparing(TargetLogin::at))
        .forEach(login -> {
          Key key = key(login.protocol(), login.address(), login.port());
          Candidates none = new Candidates();
          explain(login, login.address().isEmpty() ? none : byKey.getOrDefault(key, none));
        });
  }

  private Key key(Protocol protocol, String address, int port) {
    return switch (match) {
      case ADDRESS -> new Key(protocol, address, port);
      case PORT -> new Key(protocol, "", port);
      case TIME -> new Key(protocol, "", 0);
    };
  }

  private void explain(TargetLogin login, Candidates candidates) {
    // Logins come in the order of time: what is over for this one is over for all that follow.
    List<SessionConnection> connections = candidates.connections;
    while (candidates.first < connections.size()
        && isOver(connections.get(candidates.first), login.at())) {
      candidates.first++;
    }
    String why = "no session had this connection";
    for (SessionConnection candidate : connections.subList(candidates.first, connections.size())) {
      if (candidate.at().minus(tolerance).isAfter(login.at())) {
        break;
      }
      if (!candidate.login().equals(login.login())) {
        why = match == Match.TIME ? why : otherLogin(candidate);
      } else if (explaining.add(candidate)) {
        explained++;
        return;
      } else {
        why = "session " + candidate.session() + " explains another login, and only one";
      }
    }
    bypasses.add(
        new Bypass(
            login.protocol().code(),
            login.at(),
            login.place(),
            login.login(),
            login.from(),
            login.method(),
            1,
            login.address().isEmpty() ? "it came from the target itself" : why));
  }

  private static String otherLogin(SessionConnection candidate) {
    return "session " + candidate.session() + " had this connection, as " + candidate.login();
  }

  private boolean isOver(SessionConnection connection, Instant now) {
    return connection.at().plus(LOGIN_MAX).plus(tolerance).isBefore(now);
  }

  /** Logins that no session explains, oldest first. */
  public List<Bypass> bypasses() {
    return List.copyOf(bypasses);
  }

  /** How many logins a session explains. */
  public int explained() {
    return explained;
  }

  /** Sessions that were let in, of which no log tells although it covers their time. */
  public List<SessionConnection> unseen(
      List<SessionConnection> connections, List<TargetLogin> logins) {
    Map<Protocol, Instant> first = new EnumMap<>(Protocol.class);
    Map<Protocol, Instant> last = new EnumMap<>(Protocol.class);
    for (TargetLogin login : logins) {
      first.merge(login.protocol(), login.at(), (a, b) -> a.isBefore(b) ? a : b);
      last.merge(login.protocol(), login.at(), (a, b) -> a.isAfter(b) ? a : b);
    }
    return connections.stream()
        .filter(SessionConnection::loggedIn)
        .filter(connection -> !explaining.contains(connection))
        .filter(connection -> {
          Instant from = first.get(connection.protocol());
          Instant to = last.get(connection.protocol());
          return from != null
              && to != null
              && !connection.at().isBefore(from)
              && !connection.at().isAfter(to);
        })
        .sorted(Comparator.comparing(SessionConnection::at))
        .toList();
  }
}
