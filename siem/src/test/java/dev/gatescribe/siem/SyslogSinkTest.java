package dev.gatescribe.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.credentials.authority.TlsIdentity;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.siem.StreamSettings.Trust;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyslogSinkTest {
  private final TlsAuthority authority = TlsAuthority.create("tests", Instant.now());

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  @AfterEach
  void closeServer() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  /** Reads frames of counted octets as RFC 6587 has them, and nothing else. */
  private void serve(ServerSocket listening) {
    server = listening;
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!listening.isClosed()) {
            try {
              Socket socket = listening.accept();
              accepted.add(socket);
              Thread.ofPlatform().daemon().start(() -> readFrames(socket));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  private void readFrames(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      while (true) {
        int length = 0;
        for (int next = in.read(); next != ' '; next = in.read()) {
          if (next < '0' || next > '9') {
            throw new EOFException();
          }
          length = length * 10 + next - '0';
        }
        received.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
    } catch (IOException ended) {
      return;
    }
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static ServerSocket encrypted(TlsAuthority issuer, String name)
      throws IOException, GeneralSecurityException {
    TlsIdentity identity = issuer.issue(List.of(name), Instant.now(), Duration.ofDays(1));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.privateKey(), new char[0], identity.chain().toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private SyslogSink sink(Optional<SSLContext> tls) {
    SyslogMessages messages = new SyslogMessages(new OcsfEvents("1"), "gate way");
    return new SyslogSink(messages, "127.0.0.1", server.getLocalPort(), tls);
  }

  private static List<AuditEntry> entries(String... details) {
    RecordingId log = RecordingId.create(Instant.EPOCH);
    return Arrays.stream(details)
        .map(
            detail -> new AuditEntry(log, 0, AuditLogBed.event(AuditAction.SESSION_DENIED, detail)))
        .toList();
  }

  @Test
  void eventsArriveAsMessagesOfRfc5424() throws Exception {
    serve(plain());
    SyslogSink sink = sink(Optional.empty());
    sink.deliver(entries("first", "zwölf"));
    await().until(() -> received.size() == 2);

    assertThat(received.getFirst())
        .startsWith("<109>1 2026-11-21T10:00:00.250Z gate_way gatescribe ")
        .contains(" session-denied - {\"category_uid\":3,")
        .contains("first");
    assertThat(received.get(1)).contains("zwölf");
    sink.close();
  }

  @Test
  void serverIsRecognisedThenEventsArriveByTls() throws Exception {
    serve(encrypted(authority, "127.0.0.1"));
    SyslogSink sink =
        sink(TrustContexts.of(new Trust.Authorities(List.of(authority.certificate()))));
    sink.deliver(entries("first"));
    sink.deliver(entries("second"));
    await().until(() -> received.size() == 2);

    assertThat(accepted).hasSize(1);
    sink.close();
  }

  @Test
  void strangerIssuedTheCertificateThenNothingIsSent() throws Exception {
    serve(encrypted(TlsAuthority.create("stranger", Instant.now()), "127.0.0.1"));
    SyslogSink sink =
        sink(TrustContexts.of(new Trust.Authorities(List.of(authority.certificate()))));

    assertThatThrownBy(() -> sink.deliver(entries("first"))).isInstanceOf(IOException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void certificateIsForAnotherNameThenNothingIsSent() throws Exception {
    serve(encrypted(authority, "elsewhere.example"));
    SyslogSink sink =
        sink(TrustContexts.of(new Trust.Authorities(List.of(authority.certificate()))));

    assertThatThrownBy(() -> sink.deliver(entries("first"))).isInstanceOf(IOException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void serverClosesTheConnectionThenTheNextDeliveryFailsAndTheOneAfterArrives() throws Exception {
    serve(plain());
    SyslogSink sink = sink(Optional.empty());
    sink.deliver(entries("first"));
    await().until(() -> received.size() == 1);
    accepted.getFirst().close();

    // The end of the connection travels, and until it is here nobody can know.
    await().until(() -> fails(sink));
    sink.deliver(entries("again"));
    await().untilAsserted(() -> assertThat(received).last().asString().contains("again"));
    sink.close();
  }

  private static boolean fails(SyslogSink sink) {
    try {
      sink.deliver(entries("lost"));
      return false;
    } catch (IOException expected) {
      return true;
    }
  }
}
