package dev.gatescribe.gateway.db;

import dev.gatescribe.gateway.db.wire.ClientMessage;
import dev.gatescribe.gateway.db.wire.StartupPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that sends exactly what a test says, by the wire codec or byte by byte. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** A client inside TLS that has asked for it. */
  static RawClient inTls(int port) throws Exception {
    RawClient client = new RawClient(port);
    client.send(new StartupPacket.SslRequest());
    if (client.readByte() != 'S') {
      throw new IOException("no TLS");
    }
    client.startTls(null);
    return client;
  }

  /** A client that is logged in and has read all of its greeting. */
  static RawClient loggedIn(int port) throws Exception {
    RawClient client = inTls(port);
    client.send(new StartupPacket.Startup(3, 0, Map.of("user", Workshop.USER, "database", "shop")));
    client.readMessage();
    client.send(ClientMessage.Password.ofText(Workshop.TOKEN));
    client.readUntil('Z');
    return client;
  }

  void startTls(String protocol) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    if (protocol != null) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      tls.setSSLParameters(parameters);
    }
    tls.startHandshake();
    socket = tls;
  }

  void send(StartupPacket packet) throws IOException {
    ByteBuf bytes = Unpooled.buffer();
    packet.encode(bytes);
    send(bytes);
  }

  void send(ClientMessage... messages) throws IOException {
    ByteBuf bytes = Unpooled.buffer();
    for (ClientMessage message : messages) {
      message.encode(bytes);
    }
    send(bytes);
  }

  void send(ByteBuf bytes) throws IOException {
    bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
    socket.getOutputStream().flush();
  }

  static ClientMessage query(String text) {
    return new ClientMessage.Query(bytes(text));
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  int readByte() throws IOException {
    return socket.getInputStream().read();
  }

  /** Reads to the end; true if nothing came. */
  boolean isClosedWithoutAWord() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** One message of the server: its type. */
  record Message(char type, String body) {}

  Message readMessage() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    char type = (char) in.readUnsignedByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return new Message(type, new String(body, StandardCharsets.ISO_8859_1));
  }

  Message readUntil(char type) throws IOException {
    while (true) {
      Message message = readMessage();
      if (message.type() == type) {
        return message;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class TrustsAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
