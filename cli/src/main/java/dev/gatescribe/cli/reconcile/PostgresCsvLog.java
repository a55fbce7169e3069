package dev.gatescribe.cli.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's {@code csvlog} (documentation, section 19.8.4). A record goes on in the next line
 * where a quoted field holds a line's end.
 */
public final class PostgresCsvLog implements LoginLog {
  private static final int TIME = 0;
  private static final int PROCESS = 3;
  private static final int CONNECTION_FROM = 4;
  private static final int SEVERITY = 11;
  private static final int MESSAGE = 13;

  /** A record that does not end within so many characters is no record. */
  private static final int RECORD_MAX = LogFile.LINE_MAX_BYTES;

  private final LogClock clock;
  private final PostgresConnections connections = new PostgresConnections();
  private @Nullable StringBuilder open;
  private boolean insideQuotes;

  public PostgresCsvLog(LogClock clock) {
    this.clock = clock;
  }

  @Override
  public Reading read(String line, LogPlace place, Consumer<TargetLogin> logins) {
    StringBuilder record = open == null ? new StringBuilder() : open.append('\n');
    record.append(line);
    if (line.chars().filter(c -> c == '"').count() % 2 == 1) {
      insideQuotes = !insideQuotes;
    }
    boolean tooLong = record.length() > RECORD_MAX;
    if (insideQuotes && !tooLong) {
      open = record;
      return Reading.UNDERSTOOD;
    }
    open = null;
    insideQuotes = false;
    if (tooLong) {
      return Reading.MALFORMED;
    }
    List<String> fields = fields(record);
    Optional<Instant> at =
        fields.size() > MESSAGE ? clock.dateTime(fields.get(TIME)) : Optional.empty();
    if (at.isEmpty()) {
      return Reading.MALFORMED;
    }
    if (!fields.get(SEVERITY).equals("LOG")) {
      return Reading.UNDERSTOOD;
    }
    return connections.onMessage(
        fields.get(MESSAGE),
        fields.get(PROCESS),
        source(fields.get(CONNECTION_FROM)),
        at.get(),
        place,
        logins);
  }

  /** {@code host:port}; an IPv6 address has colons of its own. */
  private static PostgresConnections.@Nullable Source source(String from) {
    if (from.isEmpty()) {
      return null;
    }
    int colon = from.lastIndexOf(':');
    String port = from.substring(colon + 1);
    return colon > 0 && port.matches("\\d{1,5}")
        ? new PostgresConnections.Source(from.substring(0, colon), Integer.parseInt(port))
        : new PostgresConnections.Source(from, 0);
  }

  private static List<String> fields(CharSequence record) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < record.length(); i++) {
      char c = record.charAt(i);
      if (quoted && c == '"' && i + 1 < record.length() && record.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
