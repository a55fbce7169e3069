package dev.gatescribe.testbed.bench;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * nginx before the same API server: TLS on both sides, a client certificate towards the server,
 * upstream connections kept. It looks into nothing and records nothing.
 */
final class NginxPeer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TemporaryDirectory directory;
  private final ChildProcess process;
  private final String configuration;
  private final URI address;

  private NginxPeer(
      TemporaryDirectory directory, ChildProcess process, String configuration, URI address) {
    this.directory = directory;
    this.process = process;
    this.configuration = configuration;
    this.address = address;
  }

  /**
   * Starts one.
   *
   * @param user what it shows the API server
   */
  static NginxPeer start(PemKubeconfig user) throws IOException {
    TemporaryDirectory directory = new TemporaryDirectory();
    int port = FreePorts.one();
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
            directory.resolve("certificate.pem").toString())
        .orFail();
    Files.writeString(directory.resolve("authority.pem"), user.authority());
    Files.writeString(directory.resolve("user.pem"), user.certificate());
    Files.writeString(directory.resolve("user.key"), user.privateKey());
    String configuration =
        """
        daemon off;
        worker_processes auto;
        pid nginx.pid;
        error_log stderr warn;
        events {}
        http {
          access_log off;
          keepalive_requests 1000000;
          upstream cluster {
            server %s:%d;
            keepalive 32;
            keepalive_requests 1000000;
          }
          server {
            listen 127.0.0.1:%d ssl http2;
            ssl_certificate certificate.pem;
            ssl_certificate_key key.pem;
            location / {
              proxy_pass https://cluster;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_ssl_certificate user.pem;
              proxy_ssl_certificate_key user.key;
              proxy_ssl_trusted_certificate authority.pem;
              proxy_ssl_verify on;
              proxy_ssl_name kubernetes;
            }
          }
        }
        """
            .formatted(user.server().getHost(), user.server().getPort(), port);
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, configuration);
    ChildProcess process =
        ChildProcess.start(
            new ProcessBuilder(
                "nginx", "-e", "stderr", "-p", directory.path().toString(), "-c", file.toString()));
    await().atMost(LIMIT).until(FreePorts.accepts(port));
    return new NginxPeer(
        directory, process, configuration, URI.create("https://127.0.0.1:" + port));
  }

  URI address() {
    return address;
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
