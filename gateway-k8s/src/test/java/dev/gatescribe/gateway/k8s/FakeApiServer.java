package dev.gatescribe.gateway.k8s;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Something that speaks HTTP/1.1 over TLS as a test says, byte by byte, and remembers what it was
 * asked.
 */
final class FakeApiServer implements AutoCloseable {

  /** What arrived. */
  record Asked(
      String method,
      String target,
      List<String> headers,
      String body,
      int connection,
      String peer) {
    List<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }
  }

  /** How it answers; writes the whole answer. Returning false closes the connection. */
  interface Answer {
    boolean write(Asked asked, InputStream in, OutputStream out) throws Exception;
  }

  private final SSLServerSocket listener;
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  final List<Asked> asked = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  volatile Answer answer = (_, _, out) -> json(out, 200, "{\"kind\":\"PodList\",\"items\":[]}");

  private FakeApiServer(SSLServerSocket listener) {
    this.listener = listener;
  }

  static FakeApiServer start(TestCertificates certificates)
      throws GeneralSecurityException, IOException {
    SSLServerSocket listener =
        (SSLServerSocket)
            certificates
                .tls(certificates.server("127.0.0.1"))
                .getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    listener.setWantClientAuth(true);
    FakeApiServer fake = new FakeApiServer(listener);
    Thread.ofVirtual().start(fake::accept);
    return fake;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      int connection = connections.incrementAndGet();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1_024);
      String peer = peer(socket);
      boolean goOn = true;
      while (goOn) {
        Asked request = read(in, connection, peer);
        if (request == null) {
          return;
        }
        asked.add(request);
        goOn = answer.write(request, in, out);
        out.flush();
      }
    } catch (Exception gone) {
      // The gateway closes connections as it likes.
    } finally {
      open.remove(socket);
    }
  }

  private static String peer(SSLSocket socket) {
    try {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException anonymous) {
      return "";
    }
  }

  private static Asked read(InputStream in, int connection, String peer) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    String[] words = first.split(" ", -1);
    Asked head = new Asked(words[0], words[1], headers, "", connection, peer);
    byte[] body = new byte[0];
    if (!head.header("content-length").isEmpty()) {
      body = in.readNBytes(Integer.parseInt(head.header("content-length").getFirst()));
    } else if (!head.header("transfer-encoding").isEmpty()) {
      body = chunks(in);
    }
    String text = new String(body, StandardCharsets.UTF_8);
    return new Asked(words[0], words[1], headers, text, connection, peer);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(in), 16);
      body.writeBytes(in.readNBytes(length));
      line(in);
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      if (c == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(c);
    }
  }

  static boolean json(OutputStream out, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head(out, status, "Content-Type: application/json", "Content-Length: " + bytes.length);
    out.write(bytes);
    out.flush();
    return true;
  }

  static void head(OutputStream out, int status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static void chunk(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** How many connections are open now. */
  int open() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SSLSocket socket : open) {
      socket.close();
    }
  }
}
