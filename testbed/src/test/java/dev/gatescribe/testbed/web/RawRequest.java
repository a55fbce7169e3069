package dev.gatescribe.testbed.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP/1.1 request exactly as it is written here, over a connection of its own. A proper client
 * would put paths and headers right that a stranger sends wrong.
 */
final class RawRequest {
  private static final int LIMIT_MILLIS = 20_000;

  private final String method;
  private final String target;
  private final List<String> headers = new ArrayList<>();
  private boolean saysHost = true;
  private String body = "";
  private String from = "";

  private RawRequest(String method, String target) {
    this.method = method;
    this.target = target;
  }

  /**
   * A request.
   *
   * @param target what stands between the method and the version, untouched
   */
  static RawRequest of(String method, String target) {
    return new RawRequest(method, target);
  }

  RawRequest header(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  /** Another Host header than the true one; null for none. */
  RawRequest host(String value) {
    saysHost = false;
    return header("Host", value);
  }

  RawRequest withoutHost() {
    saysHost = false;
    return this;
  }

  /** From another address of this machine. */
  RawRequest from(String address) {
    from = address;
    return this;
  }

  /** A form with one field, as a browser sends it. */
  RawRequest form(String name, String value) {
    body = name + "=" + value;
    return header("Content-Type", "application/x-www-form-urlencoded");
  }

  RawAnswer send(URI server) {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    if (saysHost) {
      request.append("Host: ").append(server.getAuthority()).append("\r\n");
    }
    headers.forEach(header -> request.append(header).append("\r\n"));
    if (!body.isEmpty() || method.equals("POST")) {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      if (!from.isEmpty()) {
        socket.bind(new InetSocketAddress(from, 0));
      }
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), LIMIT_MILLIS);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      return RawAnswer.parse(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(this + " was not answered", e);
    }
  }

  /** Shows no header, since some hold secrets. */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
