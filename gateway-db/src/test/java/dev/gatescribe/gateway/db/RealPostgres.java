package dev.gatescribe.gateway.db;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL with TLS and SCRAM, started once for all tests of this module, from the
 * binaries of a Maven artifact.
 */
final class RealPostgres {
  static final String LOGIN = "shop";
  static final String PASSWORD = "geheim-of-the-target";
  static final String DATABASE = "shop";
  static final String ADMIN = "postgres";
  private static final long START_SECONDS = 60;
  private static final int NOBODY = 65_534;

  private static RealPostgres only;

  private final int port;
  private final X509Certificate authority;

  private RealPostgres(int port, X509Certificate authority) {
    this.port = port;
    this.authority = authority;
  }

  static synchronized RealPostgres get() {
    if (only == null) {
      only = start();
    }
    return only;
  }

  int port() {
    return port;
  }

  /** Issued the certificate of this server, for localhost and for 127.0.0.1. */
  X509Certificate authority() {
    return authority;
  }

  private static RealPostgres start() {
    try {
      Path home = Files.createTempDirectory("gateway-db-postgres-");
      unpack(home);
      X509Bundle ca =
          new CertificateBuilder()
              .subject("CN=target authority")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      X509Bundle server =
          new CertificateBuilder()
              .subject("CN=localhost")
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .buildIssuedBy(ca);
      Path data = home.resolve("data");
      Path passwordFile = Files.writeString(home.resolve("password"), PASSWORD + "\n");
      run(
          home,
          "bin/initdb",
          "-D",
          data.toString(),
          "-U",
          ADMIN,
          "-A",
          "scram-sha-256",
          "--pwfile",
          passwordFile.toString(),
          "--no-sync",
          "-E",
          "UTF8",
          "--locale=C");
      Files.writeString(data.resolve("server.crt"), server.getCertificatePathPEM());
      Files.writeString(data.resolve("server.key"), server.getPrivateKeyPEM());
      Files.setPosixFilePermissions(
          data.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      createDatabase(home, data);
      int port = freePort();
      Process process =
          command(
                  home,
                  "bin/postgres",
                  "-D",
                  data.toString(),
                  "-p",
                  Integer.toString(port),
                  "-c",
                  "listen_addresses=127.0.0.1",
                  "-c",
                  "unix_socket_directories=",
                  "-c",
                  "ssl=on",
                  "-c",
                  "fsync=off",
                  "-c",
                  "max_connections=100")
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
      awaitReady(process, home);
      return new RealPostgres(port, ca.getCertificate());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (Exception problem) {
      throw new IllegalStateException("no PostgreSQL", problem);
    }
  }

  private static void createDatabase(Path home, Path data)
      throws IOException, InterruptedException {
    String statements =
        "CREATE ROLE "
            + LOGIN
            + " LOGIN PASSWORD '"
            + PASSWORD
            + "';\n"
            + "CREATE DATABASE "
            + DATABASE
            + " OWNER "
            + LOGIN
            + ";\n";
    Path script = Files.writeString(home.resolve("script.sql"), statements);
    Process single =
        command(home, "bin/postgres", "--single", "-D", data.toString(), "postgres")
            .redirectErrorStream(true)
            .redirectInput(script.toFile())
            .redirectOutput(home.resolve("single.log").toFile())
            .start();
    finish(single, home.resolve("single.log"));
  }

  private static void unpack(Path home) throws IOException, InterruptedException {
    Path archive = home.resolve("postgres.tar");
    // A bare Debian has tar, and no xz for it.
    try (InputStream in =
        new XZInputStream(RealPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz"))) {
      Files.copy(in, archive);
    }
    Process tar =
        new ProcessBuilder("tar", "-xf", archive.toString(), "-C", home.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("tar.log").toFile())
            .start();
    finish(tar, home.resolve("tar.log"));
  }

  private static void run(Path home, String... words) throws IOException, InterruptedException {
    Path log = home.resolve("run.log");
    finish(
        command(home, words).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  /** PostgreSQL does not run as root, so root becomes nobody, and its files are nobody's. */
  private static ProcessBuilder command(Path home, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      giveToNobody(home);
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(home.resolve(words[0]).toString());
    command.addAll(List.of(words).subList(1, words.length));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private static void giveToNobody(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void finish(Process process, Path log) throws IOException, InterruptedException {
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(Files.readString(log));
    }
  }

  private static void awaitReady(Process process, Path home) {
    org.awaitility.Awaitility.await()
        .atMost(START_SECONDS, TimeUnit.SECONDS)
        .pollInterval(java.time.Duration.ofMillis(20))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IOException(Files.readString(home.resolve("log")));
          }
          return Files.readString(home.resolve("log")).contains("ready to accept connections");
        });
  }

  /** At once, whoever is connected; its data is not kept. */
  private static void stop(Process process, Path home) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    delete(home);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException unfinished) {
      System.err.println("left behind: " + directory);
    }
  }
}
