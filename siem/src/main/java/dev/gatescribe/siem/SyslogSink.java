package dev.gatescribe.siem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP (RFC 6587, counted octets) or TLS (RFC 5425). The protocol has no
 * acknowledgement: what the other side's machine had received and lost is not noticed, what it had
 * not received is sent again.
 */
final class SyslogSink implements AuditSink {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SyslogMessages messages;
  private final String host;
  private final int port;
  private final Optional<SSLContext> tls;
  private volatile @Nullable Socket socket;

  /**
   * @param tls how the other side is recognised; empty for no encryption
   */
  SyslogSink(SyslogMessages messages, String host, int port, Optional<SSLContext> tls) {
    this.messages = messages;
    this.host = host;
    this.port = port;
    this.tls = tls;
  }

  @Override
  public void deliver(List<AuditEntry> entries) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (AuditEntry entry : entries) {
      byte[] message = messages.message(entry);
      frames.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
      frames.write(message);
    }
    try {
      Socket connected = connected();
      refuseIfClosed(connected);
      connected.getOutputStream().write(frames.toByteArray());
      connected.getOutputStream().flush();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The other side never says anything but that it closes, which a write notices too late. */
  private static void refuseIfClosed(Socket connected) throws IOException {
    connected.setSoTimeout(1);
    try {
      if (connected.getInputStream().read() < 0) {
        throw new IOException("the syslog server closed the connection");
      }
    } catch (java.net.SocketTimeoutException nothingSaid) {
      return;
    }
  }

  private Socket connected() throws IOException {
    Socket open = socket;
    if (open != null) {
      return open;
    }
    Socket fresh = new Socket();
    socket = fresh;
    fresh.connect(new InetSocketAddress(host, port), Math.toIntExact(PATIENCE.toMillis()));
    fresh.setTcpNoDelay(true);
    fresh.setKeepAlive(true);
    if (tls.isPresent()) {
      fresh.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      SSLSocket secured =
          (SSLSocket) tls.get().getSocketFactory().createSocket(fresh, host, port, true);
      socket = secured;
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }
    return fresh;
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new IllegalStateException("a socket can be closed", e);
      }
    }
  }
}
