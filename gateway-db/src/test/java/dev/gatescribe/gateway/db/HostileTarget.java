package dev.gatescribe.gateway.db;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A target without TLS that does to each connection what a test says. */
final class HostileTarget implements AutoCloseable {
  /** What a test says. */
  interface Script {
    void play(HostileTarget.Wire wire) throws IOException;
  }

  private final ServerSocket listener;

  HostileTarget(Script script) throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!listener.isClosed()) {
            try {
              Socket socket = listener.accept();
              Thread.ofVirtual().start(() -> serve(script, socket));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  Target asTarget() {
    return new Target(
        Workshop.TARGET,
        Protocol.POSTGRESQL,
        "127.0.0.1",
        listener.getLocalPort(),
        new TargetTrust.Unprotected());
  }

  Target asTargetThatNeedsTls() {
    return new Target(
        Workshop.TARGET,
        Protocol.POSTGRESQL,
        "127.0.0.1",
        listener.getLocalPort(),
        Workshop.target().trust());
  }

  private static void serve(Script script, Socket socket) {
    try (socket) {
      Wire wire =
          new Wire(
              new DataInputStream(socket.getInputStream()),
              new DataOutputStream(socket.getOutputStream()));
      script.play(wire);
      // Stays until the gateway has had enough, so that who closes is the gateway.
      socket.getInputStream().readAllBytes();
    } catch (IOException left) {
      return; // The gateway closed first, which is what these tests are about.
    }
  }

  /** Its side of one connection. */
  record Wire(DataInputStream in, DataOutputStream out) {
    byte[] readStartup() throws IOException {
      byte[] packet = new byte[in.readInt() - 4];
      in.readFully(packet);
      return packet;
    }

    /** Says that the client is logged in, without asking for anything. */
    void welcome() throws IOException {
      readStartup();
      send('R', new byte[4]);
      send('K', new byte[] {0, 0, 0, 7, 1, 2, 3, 4});
      send('Z', "I".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    void send(char type, byte[] body) throws IOException {
      out.writeByte(type);
      out.writeInt(body.length + 4);
      out.write(body);
      out.flush();
    }

    String readMessage() throws IOException {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      return (char) type + new String(body, StandardCharsets.ISO_8859_1);
    }

    static byte[] authentication(int code, String rest) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      new DataOutputStream(body).writeInt(code);
      body.write(rest.getBytes(StandardCharsets.ISO_8859_1));
      return body.toByteArray();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
