package dev.gatescribe.server;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Readings;
import java.nio.file.Path;
import java.util.Optional;

/** Where the metadata database is: the key {@code metadata}. */
sealed interface MetadataConfiguration {
  /** The one that comes with the product, in the data directory. */
  record Embedded() implements MetadataConfiguration {}

  /** A server that the operator runs. */
  record Server(String url, String user, Path passwordFile) implements MetadataConfiguration {}

  /** Of JDBC: host, port and database, and what libpq would take behind them. */
  String URL_PREFIX = "jdbc:postgresql://";

  static Optional<MetadataConfiguration> read(MappingNode metadata) {
    Optional<String> url =
        metadata.required(
            "url",
            Readings.parsed(
                "the address of a PostgreSQL database",
                URL_PREFIX + "HOST:PORT/DATABASE",
                text ->
                    text.startsWith(URL_PREFIX) && !text.contains("password=")
                        ? Optional.of(text)
                        : Optional.empty()));
    Optional<String> user = metadata.required("user", Readings.text("the name of a role"));
    Optional<Path> password =
        metadata.required("passwordFile", PathReadings.secretFile("a file that holds a password"));
    return url.flatMap(
        address -> user.flatMap(role -> password.map(file -> new Server(address, role, file))));
  }
}
