package dev.gatescribe.server;

import dev.gatescribe.admission.document.HostAndPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells Quarkus, before it starts, what follows from the configuration. */
final class ServerProperties {
  private ServerProperties() {}

  static void set(HostAndPort web, @Nullable Path logFile) {
    System.setProperty("quarkus.http.host", web.host());
    System.setProperty("quarkus.http.port", Integer.toString(web.port()));
    if (logFile == null) {
      System.setProperty("quarkus.log.console.json.enabled", "true");
    } else {
      System.setProperty("quarkus.log.console.json.enabled", "false");
      System.setProperty("quarkus.log.console.enabled", "false");
      System.setProperty("quarkus.log.file.enabled", "true");
      System.setProperty("quarkus.log.file.json.enabled", "true");
      System.setProperty("quarkus.log.file.path", logFile.toString());
    }
  }
}
