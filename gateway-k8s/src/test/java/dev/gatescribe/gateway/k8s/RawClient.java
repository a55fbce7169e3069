package dev.gatescribe.gateway.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** A client that writes bytes as a test says. */
final class RawClient implements AutoCloseable {
  private final SSLSocket socket;

  RawClient(Workshop workshop) throws IOException {
    this.socket = workshop.connect();
  }

  /** The head of a request of Alice's. */
  static String head(String method, String path, String... headers) {
    StringBuilder head =
        new StringBuilder(method + " " + Workshop.PREFIX + path + " HTTP/1.1\r\nHost: gateway\r\n");
    head.append("Authorization: Bearer " + Workshop.TOKEN + "\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** An answer with a body of known length; null if the gateway closed the connection. */
  Answer answer() throws IOException {
    String first = FakeApiServer.line(in());
    if (first == null) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    int length = 0;
    for (String line = FakeApiServer.line(in());
        line != null && !line.isEmpty();
        line = FakeApiServer.line(in())) {
      headers.add(line.toLowerCase(Locale.ROOT));
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    int status = Integer.parseInt(first.substring(9, 12));
    byte[] body = status == 101 ? new byte[0] : in().readNBytes(length);
    return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Whether nothing more comes. */
  boolean isClosed() {
    try {
      return in().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** What the gateway said. */
  record Answer(int status, List<String> headers, String body) {}

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
