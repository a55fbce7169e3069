package dev.gatescribe.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Ceph's RGW over one monitor and one object store in memory, from Debian's packages: checks
 * signatures, enforces Object Lock, knows no checksum but MD5, and ignores conditions on puts where
 * the bucket keeps versions.
 */
final class Ceph extends S3Service {
  private static final long COMMAND_LIMIT_SECONDS = 60;
  private static final int ATTEMPTS = 5;

  /** It takes one or two seconds. */
  private static final Duration UP_LIMIT = Duration.ofSeconds(10);

  private static Ceph only;

  private final int port;

  private Ceph(Path home, int port) {
    super(home);
    this.port = port;
  }

  static synchronized Ceph get() {
    if (only == null) {
      only = start();
    }
    return only;
  }

  @Override
  int listPage() {
    return 3;
  }

  @Override
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static Ceph start() {
    List<Process> processes = new ArrayList<>();
    try {
      Path home = Files.createTempDirectory("ceph-");
      endWithTheTests(home, processes);
      int monitorPort = freePort();
      int port = freePort();
      String cluster = UUID.randomUUID().toString();
      for (String folder : List.of("mon", "osd", "rgw")) {
        Files.createDirectory(home.resolve(folder));
      }
      Files.createFile(home.resolve("keyring"));
      Files.writeString(home.resolve("ceph.conf"), configuration(home, cluster, monitorPort, port));
      String map = home.resolve("monmap").toString();
      String monitor = "v1:127.0.0.1:" + monitorPort;
      run(home, "monmaptool", "--create", "--addv", "a", monitor, "--fsid", cluster, map);
      run(home, "ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
      processes.add(command(home, "ceph-mon", "-i", "a", "-f").start());
      run(home, "ceph-osd", "-i", "0", "--mkfs");
      String objectStore = Files.readString(home.resolve("osd/fsid")).strip();
      insist(home, "ceph", "osd", "new", objectStore);
      insist(home, "ceph", "osd", "crush", "add", "osd.0", "1", "root=default");
      processes.add(startObjectStore(home));
      run(
          home,
          "radosgw-admin",
          "user",
          "create",
          "--uid=gatescribe",
          "--display-name=gatescribe",
          "--access-key=" + ACCESS_KEY,
          "--secret-key=" + SECRET_KEY);
      Process gateway = command(home, "radosgw", "-n", "client.rgw", "-f").start();
      processes.add(gateway);
      awaitListening(port, gateway);
      return new Ceph(home, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while Ceph started", e);
    }
  }

  private static String configuration(Path home, String cluster, int monitorPort, int port) {
    return """
    [global]
    fsid = %2$s
    mon initial members = a
    mon host = v1:127.0.0.1:%3$d
    ms bind msgr2 = false
    public addr = 127.0.0.1
    cluster addr = 127.0.0.1
    auth cluster required = none
    auth service required = none
    auth client required = none
    keyring = %1$s/keyring
    mon data = %1$s/mon
    mon allow pool size one = true
    osd data = %1$s/osd
    osd objectstore = memstore
    memstore device bytes = 1073741824
    osd crush chooseleaf type = 0
    osd pool default size = 1
    osd pool default min size = 1
    osd pool default pg num = 4
    osd pool default pgp num = 4
    osd pool default pg autoscale mode = off
    run dir = %1$s
    admin socket = %1$s/$name.$pid.asok
    log file = %1$s/$name.log
    [client.rgw]
    rgw data = %1$s/rgw
    rgw frontends = beast endpoint=127.0.0.1:%4$d
    """
        .formatted(home, cluster, monitorPort, port);
  }

  /**
   * This version's clients now and then give a command before they know the cluster's id, and are
   * refused with "wrong fsid". So commands that may be repeated are.
   */
  private static void insist(Path home, String... words) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        run(home, words);
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** For the same reason the object store now and then never comes up; then another one does. */
  private static Process startObjectStore(Path home) throws IOException, InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Process process = command(home, "ceph-osd", "-i", "0", "-f").start();
      Instant limit = Instant.now().plus(UP_LIMIT);
      while (process.isAlive() && Instant.now().isBefore(limit)) {
        insist(home, "ceph", "osd", "dump");
        if (Files.readString(home.resolve("ceph.out")).contains("\nosd.0 up ")) {
          return process;
        }
      }
      process.destroyForcibly().waitFor();
    }
    throw new IOException("ceph-osd never came up:\n" + outputs(home));
  }

  private static ProcessBuilder command(Path home, String... words) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.resolve(words[0] + ".out").toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("CEPH_CONF", home.resolve("ceph.conf").toString());
    environment.merge("PATH", ":/usr/sbin:/sbin", String::concat);
    return builder;
  }

  private static void run(Path home, String... words) throws IOException, InterruptedException {
    Process process;
    try {
      process = command(home, words).start();
    } catch (IOException e) {
      throw new IOException(
          words[0]
              + " is not here; ./gatescribe test installs Debian's ceph-mon, ceph-osd, radosgw",
          e);
    }
    if (!process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", words) + " failed:\n" + outputs(home));
    }
  }

  private static String outputs(Path home) throws IOException {
    StringBuilder said = new StringBuilder();
    try (var outputs = Files.newDirectoryStream(home, "*.out")) {
      for (Path output : outputs) {
        said.append(output).append(":\n").append(Files.readString(output)).append("\n");
      }
    }
    return said.toString();
  }
}
