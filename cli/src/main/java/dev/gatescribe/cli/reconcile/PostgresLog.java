package dev.gatescribe.cli.reconcile;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's log as it goes to stderr, with {@code log_connections = on}. */
public final class PostgresLog implements LoginLog {
  private static final Pattern REMOTE = Pattern.compile("(?<host>.*)\\((?<port>\\d{1,5})\\)");

  private final LogClock clock;
  private final PostgresLinePrefix prefix;
  private final PostgresConnections connections = new PostgresConnections();
  private boolean begun;

  /**
   * For one file.
   *
   * @param linePrefix as {@code log_line_prefix} says it
   * @throws IllegalArgumentException with a line for people if it cannot be used
   */
  public PostgresLog(LogClock clock, String linePrefix) {
    this.clock = clock;
    this.prefix = PostgresLinePrefix.of(linePrefix);
  }

  @Override
  public Reading read(String line, LogPlace place, Consumer<TargetLogin> logins) {
    Matcher parts = prefix.match(line);
    if (parts == null) {
      // The further lines of an entry begin with a tab; a statement's may begin with anything.
      boolean continued = begun && (line.startsWith("\t") || line.isEmpty());
      return continued || prefix.isOfOther(line) ? Reading.UNDERSTOOD : Reading.MALFORMED;
    }
    begun = true;
    String message = parts.group("message");
    if (!parts.group("severity").equals("LOG")) {
      return Reading.UNDERSTOOD;
    }
    Optional<Instant> at = at(parts);
    if (at.isEmpty()) {
      return Reading.MALFORMED;
    }
    String remote = prefix.field(parts, "remote");
    String pid = prefix.field(parts, "pid");
    String connection = pid != null ? pid : remote != null ? remote : "";
    return connections.onMessage(message, connection, source(remote), at.get(), place, logins);
  }

  private Optional<Instant> at(Matcher parts) {
    String time = prefix.field(parts, "time");
    if (time != null) {
      return clock.dateTime(time);
    }
    String epoch = prefix.field(parts, "epoch");
    return epoch == null ? Optional.empty() : clock.seconds(epoch);
  }

  /** {@code host(port)}; null for what does not say both. */
  static PostgresConnections.@Nullable Source source(@Nullable String remote) {
    if (remote == null || remote.isEmpty()) {
      return null;
    }
    Matcher parts = REMOTE.matcher(remote);
    return parts.matches()
        ? new PostgresConnections.Source(parts.group("host"), Integer.parseInt(parts.group("port")))
        : new PostgresConnections.Source(remote, 0);
  }
}
