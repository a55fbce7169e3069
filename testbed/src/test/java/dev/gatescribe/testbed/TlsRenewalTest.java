package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.credentials.authority.TlsIdentity;
import dev.gatescribe.testbed.fixture.FreePorts;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A certificate is replaced while the gateway runs, by hands that replace one file at a time. */
class TlsRenewalTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @AutoClose private final TemporaryDirectory folder = new TemporaryDirectory();

  private final TlsAuthority authority = TlsAuthority.create("tests", Instant.now());
  private final Path certificate = folder.resolve("gateway.pem");
  private final Path key = folder.resolve("gateway.key");
  private final int postgresql = FreePorts.one();
  private final int kubernetes = FreePorts.one();

  @Test
  void filesAreReplacedThenNewConnectionsAreShownTheNewCertificate() throws IOException {
    TlsIdentity first = issue();
    writeKey(first);
    Files.writeString(certificate, first.chainPem());
    String configuration =
        """
        tls: {certificateFile: %s, privateKeyFile: %s}
        postgresql: {listen: '127.0.0.1:%d'}
        kubernetes: {listen: '127.0.0.1:%d'}
        targets: []
        principals: []
        policies: []
        """
            .formatted(certificate, key, postgresql, kubernetes);
    try (GatewayServer server = GatewayServer.start(folder.resolve("gateway"), configuration)) {
      assertThat(shown(kubernetes, "http/1.1")).isEqualTo(serial(first));
      assertThat(shown(postgresql, "postgresql")).isEqualTo(serial(first));

      TlsIdentity second = issue();
      Files.writeString(certificate, second.chainPem());
      await().atMost(LIMIT).until(() -> log(server).contains("stays in use"));
      assertThat(shown(kubernetes, "http/1.1")).isEqualTo(serial(first));

      writeKey(second);
      await().atMost(LIMIT).until(() -> shown(kubernetes, "http/1.1").equals(serial(second)));
      assertThat(shown(postgresql, "postgresql")).isEqualTo(serial(second));
      assertThat(log(server)).doesNotContain("PRIVATE KEY");
    }
  }

  private TlsIdentity issue() {
    return authority.issue(List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
  }

  private void writeKey(TlsIdentity identity) throws IOException {
    Files.writeString(key, identity.privateKeyPem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private static BigInteger serial(TlsIdentity identity) {
    return identity.chain().getFirst().getSerialNumber();
  }

  private static String log(GatewayServer server) {
    return server.process().stdout();
  }

  /** The number of the certificate that a door shows. */
  private BigInteger shown(int port, String protocol) {
    try (SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SSLContext trusting() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("authority", authority.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the platform has TLS", e);
    }
  }
}
