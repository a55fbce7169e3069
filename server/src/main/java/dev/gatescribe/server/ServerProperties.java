package dev.gatescribe.server;

import dev.gatescribe.admission.document.HostAndPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells Quarkus, before it starts, what follows from the configuration. */
final class ServerProperties {
  /** One line for a person; what happened unexpectedly brings its stack trace. */
  private static final String FOR_PEOPLE = "%d{HH:mm:ss} %-5p %s%e%n";

  private ServerProperties() {}

  /**
   * Sets them.
   *
   * @param logFile where logs go; null for the console, in JSON unless a person sits there
   */
  static void set(HostAndPort web, @Nullable Path logFile) {
    System.setProperty("quarkus.http.host", web.host());
    System.setProperty("quarkus.http.port", Integer.toString(web.port()));
    // Quarkus rewrites Netty's cleaner of buffers for Netty 4.1. With our 4.2 (see the root
    // pom.xml)
    // every buffer that it should free stays, and the thread that tries ends with an exception.
    // Without Unsafe, Netty takes another cleaner, which calls malloc and free.
    System.setProperty("io.netty.noUnsafe", "true");
    if (logFile == null) {
      boolean person = SignInLinks.isTerminal();
      System.setProperty("quarkus.log.console.json.enabled", Boolean.toString(!person));
      System.setProperty("quarkus.log.console.format", FOR_PEOPLE);
    } else {
      System.setProperty("quarkus.log.console.json.enabled", "false");
      System.setProperty("quarkus.log.console.enabled", "false");
      System.setProperty("quarkus.log.file.enabled", "true");
      System.setProperty("quarkus.log.file.json.enabled", "true");
      System.setProperty("quarkus.log.file.path", logFile.toString());
    }
  }
}
