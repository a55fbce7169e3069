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
    // Quarkus rewrites one of Netty's cleaners of buffers (CleanerJava9) for Netty 4.1. With our
    // 4.2
    // (see the root pom.xml) it frees nothing: whoever frees a buffer gets a NullPointerException.
    // With this, and java.nio opened by the manifest of quarkus-run.jar, Netty takes another one.
    System.setProperty("io.netty.tryReflectionSetAccessible", "true");
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
