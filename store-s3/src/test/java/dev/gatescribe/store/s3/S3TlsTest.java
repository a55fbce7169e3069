package dev.gatescribe.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class S3TlsTest {
  private static final byte[] BYTES = "an object".getBytes(StandardCharsets.UTF_8);

  @Test
  void certificateIsOfAConfiguredAuthorityThenObjectsPass() throws Exception {
    try (S3ObjectStore store = open(List.of(shown(S3Mock.get().tlsEndpoint())))) {
      store.put("a/b", BYTES);

      assertThat(store.get("a/b", 100)).isEqualTo(BYTES);
    }
  }

  @Test
  void certificateIsOfNobodyWeTrustThenNothingIsSent() throws Exception {
    try (S3ObjectStore store = open(List.of())) {
      assertThatThrownBy(() -> store.put("a/b", BYTES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be reached");
    }
  }

  private static S3ObjectStore open(List<X509Certificate> authorities) throws IOException {
    S3StoreSettings settings = S3Mock.get().settings(S3Mock.get().newBucket());
    return S3ObjectStore.open(
        new S3StoreSettings(
            Optional.of(S3Mock.get().tlsEndpoint()),
            settings.region(),
            settings.bucket(),
            settings.prefix(),
            settings.pathStyle(),
            settings.credentials(),
            authorities,
            settings.encryption(),
            settings.lock(),
            settings.limits()),
        Clock.systemUTC());
  }

  /** What the server shows to whoever asks, as an operator would fetch it for the PEM file. */
  private static X509Certificate shown(URI endpoint) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {anybody}, new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }
}
