package dev.gatescribe.server.demo;

import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The host to log in to: OpenSSH's sshd on loopback, as the person who started the demo. */
final class DemoHost {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
  private static final int CONNECT_MILLIS = 200;
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");
  private static final List<String> PLACES = List.of("/usr/sbin/sshd", "/usr/local/sbin/sshd");

  private final Process process;

  private DemoHost(Process process) {
    this.process = process;
  }

  /** Starts sshd and waits until it accepts connections. */
  static DemoHost start(DemoFiles files, int port) throws StartException {
    try {
      if (isRoot() && !Files.isDirectory(PRIVILEGE_SEPARATION)) {
        Files.createDirectories(PRIVILEGE_SEPARATION); // sshd refuses to start without it.
      }
      endLeftover(files);
      Process process =
          new ProcessBuilder(sshd(), "-D", "-e", "-f", files.hostConfiguration().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(files.hostLog().toFile()))
              .start();
      Files.writeString(files.hostPid(), Long.toString(process.pid()));
      DemoHost host = new DemoHost(process);
      Runtime.getRuntime().addShutdownHook(new Thread(host::stop, "demo-host-stop"));
      host.awaitReady(port, files);
      return host;
    } catch (IOException e) {
      throw new StartException("the demo host's sshd cannot start: " + e.getMessage(), e);
    }
  }

  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady(int port, DemoFiles files) throws StartException, IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!accepts(port)) {
      boolean ended = waitForEnd();
      if (ended || System.nanoTime() > deadline) {
        stop();
        throw new StartException(
            "the demo host's sshd does not start; it says:\n"
                + Files.readString(files.hostLog()).strip());
      }
    }
  }

  /** Waits a moment, and says whether the process ended meanwhile. */
  private boolean waitForEnd() {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false; // Not yet.
    }
  }

  /** Ends the sshd of a demo that was killed: it was started with this very configuration. */
  private static void endLeftover(DemoFiles files) throws IOException {
    if (!Files.exists(files.hostPid())) {
      return;
    }
    long pid = Long.parseLong(Files.readString(files.hostPid()).strip());
    Optional<ProcessHandle> leftover =
        ProcessHandle.of(pid)
            .filter(_ -> commandLine(pid).contains(files.hostConfiguration().toString()));
    if (leftover.isPresent() && leftover.get().destroy()) {
      leftover.get().onExit().orTimeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    Files.delete(files.hostPid());
  }

  /** From /proc, because sshd writes a title over its arguments that ProcessHandle cannot read. */
  private static String commandLine(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }

  private static String sshd() throws StartException {
    for (String place : PLACES) {
      if (Files.isExecutable(Path.of(place))) {
        return place;
      }
    }
    throw new StartException("there is no sshd here; install Debian's openssh-server");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
