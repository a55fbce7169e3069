package dev.gatescribe.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Adobe's S3Mock: honours conditional puts and computes SHA-256, looks at no signature, locks
 * nothing.
 */
final class S3Mock extends S3Service {
  private static S3Mock only;

  private final int port;
  private final int tlsPort;

  private S3Mock(Path home, int port, int tlsPort) {
    super(home);
    this.port = port;
    this.tlsPort = tlsPort;
  }

  static synchronized S3Mock get() {
    if (only == null) {
      only = start();
    }
    return only;
  }

  private static S3Mock start() {
    Path jar = Path.of("target", "s3mock.jar");
    try {
      Path home = Files.createTempDirectory("s3mock-");
      int port = freePort();
      int tlsPort = freePort();
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx256m",
                  "-Djava.io.tmpdir=" + home,
                  "-Dserver.address=127.0.0.1",
                  "-Dcom.adobe.testing.s3mock.store.root=" + home.resolve("store"),
                  "-jar",
                  jar.toString(),
                  "--server.port=" + tlsPort,
                  "--http.port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      endWithTheTests(home, List.of(process));
      Files.createDirectories(home.resolve("store"));
      awaitListening(port, process);
      return new S3Mock(home, port, tlsPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its listings of versions leave out what would be on a second page. */
  @Override
  int listPage() {
    return 1_000;
  }

  @Override
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The same with TLS, and a certificate that it made for itself. */
  URI tlsEndpoint() {
    return URI.create("https://localhost:" + tlsPort);
  }
}
