package dev.gatescribe.testbed.bench;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * PgBouncer before the same database: one upstream connection for each of a client's, TLS on both
 * sides as the gateway has it. It looks into every message to know where it ends, and records
 * nothing.
 */
final class PgBouncerPeer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int NOBODY = 65_534;

  private final TemporaryDirectory directory;
  private final ChildProcess process;
  private final String configuration;
  private final String uri;

  private PgBouncerPeer(
      TemporaryDirectory directory, ChildProcess process, String configuration, String uri) {
    this.directory = directory;
    this.process = process;
    this.configuration = configuration;
    this.uri = uri;
  }

  /**
   * Starts one.
   *
   * @param direct where the database is, with user and password
   */
  static PgBouncerPeer start(URI direct) throws IOException {
    TemporaryDirectory directory = new TemporaryDirectory();
    int port = FreePorts.one();
    String[] user = direct.getUserInfo().split(":", 2);
    Path certificate = directory.resolve("certificate.pem");
    ChildProcess.run(
            LIMIT,
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            directory.resolve("key.pem").toString(),
            "-out",
            certificate.toString())
        .orFail();
    Files.writeString(directory.resolve("users"), "\"" + user[0] + "\" \"" + user[1] + "\"\n");
    String configuration =
        """
        [databases]
        shop = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        pool_mode = session
        auth_type = scram-sha-256
        auth_file = users
        client_tls_sslmode = require
        client_tls_cert_file = certificate.pem
        client_tls_key_file = key.pem
        server_tls_sslmode = require
        ignore_startup_parameters = extra_float_digits
        log_connections = 0
        log_disconnections = 0
        """
            .formatted(direct.getPort(), port);
    Files.writeString(directory.resolve("pgbouncer.ini"), configuration);
    List<String> words = new ArrayList<>();
    if (SystemUser.isRoot()) {
      handOver(directory.path());
      words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    words.addAll(List.of("pgbouncer", "pgbouncer.ini"));
    ChildProcess process =
        ChildProcess.start(new ProcessBuilder(words).directory(directory.path().toFile()));
    await().atMost(LIMIT).until(FreePorts.accepts(port));
    String uri =
        "postgresql://"
            + direct.getUserInfo()
            + "@127.0.0.1:"
            + port
            + "/shop?sslmode=verify-full&sslrootcert="
            + certificate;
    return new PgBouncerPeer(directory, process, configuration, uri);
  }

  /** PgBouncer refuses to run as root. */
  private static void handOver(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        Files.setAttribute(path, "unix:uid", NOBODY);
      }
    }
  }

  String uri() {
    return uri;
  }

  String configuration() {
    return configuration;
  }

  @Override
  public void close() {
    process.close();
    directory.close();
  }
}
