package dev.gatescribe.credentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsAuthorityTest {
  private final Instant now = Instant.now();
  private final TlsAuthority authority = TlsAuthority.create("a gateway", now);

  @Test
  void certificateIsTrustedByWhoeverTrustsTheAuthorityUnderEachOfItsNames() throws Exception {
    TlsIdentity identity = issue(Duration.ofDays(1), "localhost", "127.0.0.1", "::1");

    assertThat(handshake(identity, authority, "localhost")).isEqualTo("hello");
    assertThat(handshake(identity, authority, "127.0.0.1")).isEqualTo("hello");
  }

  @Test
  void certificateIsRefusedUnderAnotherName() {
    TlsIdentity identity = issue(Duration.ofDays(1), "db.example");

    assertThatThrownBy(() -> handshake(identity, authority, "localhost"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() {
    TlsIdentity identity = issue(Duration.ofDays(1), "localhost");

    assertThatThrownBy(
            () -> handshake(identity, TlsAuthority.create("a gateway", now), "localhost"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void certificateThatIsOverIsRefused() {
    TlsIdentity identity = issue(Duration.ofSeconds(-1), "localhost");

    assertThatThrownBy(() -> handshake(identity, authority, "localhost"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void keptAuthorityIssuesForTheSameTrust() throws Exception {
    TlsAuthority kept = TlsAuthority.parse(authority.certificatePem(), authority.privateKeyPem());

    TlsIdentity identity = kept.issue(List.of("localhost"), now, Duration.ofDays(1));

    assertThat(handshake(identity, authority, "localhost")).isEqualTo("hello");
  }

  @Test
  void keyOfAnotherAuthorityIsRefused() {
    String foreign = TlsAuthority.create("another", now).privateKeyPem();

    assertThatThrownBy(() -> TlsAuthority.parse(authority.certificatePem(), foreign))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("two keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "CANARY", "-----BEGIN PRIVATE KEY-----\nCANARY=\n-----END PRIVATE KEY-----"})
  void textThatIsNoKeyIsRefusedAndNotTold(String text) {
    assertThatThrownBy(() -> PrivateKeyPem.parse(text))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageNotContaining("CANARY");
  }

  private TlsIdentity issue(Duration lifetime, String... names) {
    return authority.issue(List.of(names), now, lifetime);
  }

  private static String handshake(TlsIdentity identity, TlsAuthority trusted, String name)
      throws Exception {
    try (SSLServerSocket listening =
        (SSLServerSocket)
            serverContext(identity)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listening));
      try (SSLSocket socket =
          (SSLSocket)
              clientContext(trusted)
                  .getSocketFactory()
                  .createSocket(name, listening.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        served.join();
        return said;
      }
    }
  }

  private static void serve(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException refusedByTheClient) {
      // The client's side of the handshake is what the test asserts.
    }
  }

  private static SSLContext serverContext(TlsIdentity identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        identity.privateKey(),
        new char[0],
        identity.chain().toArray(java.security.cert.Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext clientContext(TlsAuthority trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", trusted.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
