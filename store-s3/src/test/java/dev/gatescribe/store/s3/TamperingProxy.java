package dev.gatescribe.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Passes bytes between a client and a service, as long as it is not told to do something else. */
final class TamperingProxy implements AutoCloseable {
  /** What happens to bytes on their way to the service. */
  @FunctionalInterface
  interface Tampering {
    /**
     * Looks at what is about to be passed on.
     *
     * @param chunk may be changed
     * @param passed how many bytes of this connection came before
     * @return whether to go on; otherwise the connection is cut
     */
    boolean passes(byte[] chunk, long passed);
  }

  private final ServerSocket listener;
  private final URI service;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private volatile Tampering tampering = (chunk, passed) -> true;

  TamperingProxy(URI service) throws IOException {
    this.service = service;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  void become(Tampering faulty) {
    tampering = faulty;
  }

  void heal() {
    tampering = (chunk, passed) -> true;
  }

  /** All that clients sent, headers included. */
  String seen() {
    return String.join("", seen);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket upstream = new Socket(service.getHost(), service.getPort());
        open.add(client);
        open.add(upstream);
        Thread.ofVirtual().start(() -> pass(client, upstream, true));
        Thread.ofVirtual().start(() -> pass(upstream, client, false));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void pass(Socket from, Socket to, boolean towardsService) {
    byte[] buffer = new byte[16_384];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count; (count = in.read(buffer)) > 0; passed += count) {
        byte[] chunk = java.util.Arrays.copyOf(buffer, count);
        if (towardsService) {
          seen.add(new String(chunk, StandardCharsets.ISO_8859_1));
          if (!tampering.passes(chunk, passed)) {
            return;
          }
        }
        out.write(chunk);
      }
    } catch (IOException cut) {
      // The other direction was cut, or a side has ended; both sockets are closed by now.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
