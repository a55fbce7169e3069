package dev.gatescribe.cli.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** PostgreSQL's {@code jsonlog} (documentation, section 19.8.5): one object on each line. */
public final class PostgresJsonLog implements LoginLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LogClock clock;
  private final PostgresConnections connections = new PostgresConnections();

  public PostgresJsonLog(LogClock clock) {
    this.clock = clock;
  }

  @Override
  public Reading read(String line, LogPlace place, Consumer<TargetLogin> logins) {
    JsonNode entry;
    try {
      entry = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      return Reading.MALFORMED;
    }
    if (entry == null || !entry.isObject()) {
      return Reading.MALFORMED;
    }
    Optional<Instant> at = clock.dateTime(entry.path("timestamp").asText());
    if (at.isEmpty()) {
      return Reading.MALFORMED;
    }
    if (!entry.path("error_severity").asText().equals("LOG")) {
      return Reading.UNDERSTOOD;
    }
    String host = entry.path("remote_host").asText();
    return connections.onMessage(
        entry.path("message").asText(),
        entry.path("pid").asText(),
        host.isEmpty()
            ? null
            : new PostgresConnections.Source(host, entry.path("remote_port").asInt()),
        at.get(),
        place,
        logins);
  }
}
