package dev.gatescribe.postgres;

import dev.gatescribe.credentials.authority.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server on loopback that lives as long as this process: TLS and SCRAM only, nothing
 * trusted, fsync on. What a killed process left running is ended at the next start.
 *
 * <pre>
 *   folder/              0700
 *     password           of the superuser
 *     data/              PostgreSQL's own
 *     postgresql.log
 * </pre>
 */
public final class EmbeddedPostgres {
  public static final String SUPERUSER = "gatescribe";

  private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 25;
  private static final int PASSWORD_BYTES = 24;
  private static final int LOG_LINES_SHOWN = 8;

  /** Over what an operator may have set for connections through the gateway. */
  private static final int CONNECTIONS_MAX = 200;

  private final Path folder;
  private final Path authorities;
  private final int port;
  private final Process process;

  private EmbeddedPostgres(Path folder, Path authorities, int port, Process process) {
    this.folder = folder;
    this.authorities = authorities;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts the server, and makes its cluster at the first start; returns when it accepts
   * connections.
   *
   * @param folder made if it is not there
   * @param identity what it shows its clients; must be for 127.0.0.1
   * @param authorities file with the certificate that makes clients trust the identity
   */
  public static EmbeddedPostgres start(
      Path folder, int port, TlsIdentity identity, Path authorities) throws PostgresStartException {
    EmbeddedPostgres server = start(folder, port, identity, authorities, List.of());
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "embedded-postgres-stop"));
    return server;
  }

  /**
   * The same with settings of its own; whoever calls this stops it, too.
   *
   * @param settings each {@code NAME=VALUE}, as in postgresql.conf
   */
  public static EmbeddedPostgres start(
      Path folder, int port, TlsIdentity identity, Path authorities, List<String> settings)
      throws PostgresStartException {
    PostgresProgram program = PostgresProgram.unpacked();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      UnprivilegedCommand command = new UnprivilegedCommand(program.folder(), folder);
      endLeftover(folder);
      initialise(folder, command);
      writeSettings(folder, identity);
      command.handOver();
      Process process = launch(folder, port, settings, command);
      EmbeddedPostgres server = new EmbeddedPostgres(folder, authorities, port, process);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new PostgresStartException(
          "the embedded PostgreSQL cannot start: " + e.getMessage(), e);
    }
  }

  public int port() {
    return port;
  }

  /** Whether the server's process lives. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The port of the server that runs in this folder; empty if none does. */
  public static OptionalInt runningPort(Path folder) throws IOException {
    Path status = folder.resolve("data/postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(status);
      return isReady(lines)
          ? OptionalInt.of(Integer.parseInt(lines.get(3).strip()))
          : OptionalInt.empty();
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    }
  }

  /** The password of the superuser, in the folder of a server; a secret. */
  public static String superuserPassword(Path folder) throws IOException {
    return Files.readString(passwordFile(folder)).strip();
  }

  /** A connection as superuser. */
  public Connection connect(String database) throws SQLException {
    try {
      return connect(database, SUPERUSER, superuserPassword(folder));
    } catch (IOException e) {
      throw new SQLException("the superuser's password cannot be read", e);
    }
  }

  /** A connection as somebody else. */
  public Connection connect(String database, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslmode", "verify-full");
    properties.setProperty("sslrootcert", authorities.toString());
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  /** A password nobody thought of. */
  public static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Ends the server; sessions on it are cut off. */
  public void stop() {
    if (!process.isAlive()) {
      return;
    }
    try {
      interrupt(process.pid());
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void initialise(Path folder, UnprivilegedCommand command)
      throws IOException, PostgresStartException {
    if (Files.exists(folder.resolve("data/PG_VERSION"))) {
      return;
    }
    Path password = passwordFile(folder);
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, newPassword() + "\n");
    command.handOver();
    Path seen = command.clusterAsSeen();
    run(
        command.line(
            "initdb",
            List.of(
                "--pgdata=" + seen.resolve("data"),
                "--username=" + SUPERUSER,
                "--pwfile=" + seen.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8")),
        INITDB_LIMIT);
  }

  private static void writeSettings(Path folder, TlsIdentity identity) throws IOException {
    Path data = folder.resolve("data");
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        # Written by Gatescribe at each start.
        hostssl all all 127.0.0.1/32 scram-sha-256
        """);
    Files.writeString(data.resolve("server.crt"), identity.chainPem());
    Path key = data.resolve("server.key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, identity.privateKeyPem());
  }

  private static Process launch(
      Path folder, int port, List<String> settings, UnprivilegedCommand command)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("-D");
    arguments.add(command.clusterAsSeen().resolve("data").toString());
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "port=" + port,
            "unix_socket_directories=",
            "ssl=on",
            "max_connections=" + CONNECTIONS_MAX,
            "cluster_name=" + name(folder))) {
      arguments.add("-c");
      arguments.add(setting);
    }
    for (String setting : settings) {
      arguments.add("-c");
      arguments.add(setting);
    }
    return new ProcessBuilder(command.line("postgres", arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("postgresql.log").toFile()))
        .start();
  }

  private void awaitReady() throws IOException, PostgresStartException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    Path status = folder.resolve("data/postmaster.pid");
    try {
      // The last line of this file says so; PostgreSQL's own pg_ctl waits for it, too.
      while (!isReady(status)) {
        boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (ended || System.nanoTime() > deadline) {
          stop();
          throw new PostgresStartException(
              "the embedded PostgreSQL does not start; it says:\n"
                  + lastLines(folder.resolve("postgresql.log")));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresStartException("interrupted", e);
    }
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
  }

  private boolean isReady(Path status) throws IOException {
    if (!Files.exists(status)) {
      return false;
    }
    List<String> lines = Files.readAllLines(status);
    return isReady(lines) && lines.getFirst().strip().equals(Long.toString(process.pid()));
  }

  /** Lines of postmaster.pid: 1 the process, 4 the port, 8 how it stands. */
  private static boolean isReady(List<String> lines) {
    return lines.size() >= 8 && lines.get(7).strip().equals("ready");
  }

  /** Ends the server of a process that was killed. */
  private static void endLeftover(Path folder) throws IOException {
    Path status = folder.resolve("data/postmaster.pid");
    if (!Files.exists(status)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(status).getFirst().strip());
    Optional<ProcessHandle> leftover =
        ProcessHandle.of(pid).filter(_ -> commandLine(pid).contains(name(folder)));
    if (leftover.isPresent()) {
      interrupt(pid);
      leftover.get().onExit().orTimeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }

  /** Tells this cluster's server from others. */
  private static String name(Path folder) {
    return "gatescribe-" + Integer.toHexString(folder.toAbsolutePath().toString().hashCode());
  }

  /** PostgreSQL's fast shutdown; SIGTERM would wait for its clients to leave. */
  private static void interrupt(long pid) throws IOException {
    new ProcessBuilder("sh", "-c", "kill -INT \"$0\"", Long.toString(pid)).start().onExit().join();
  }

  private static void run(List<String> line, Duration limit)
      throws IOException, PostgresStartException {
    Path output = Files.createTempFile("gatescribe-", ".log");
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new PostgresStartException(
            "PostgreSQL's initdb did not end within " + limit.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new PostgresStartException(
            "PostgreSQL's initdb failed; it says:\n" + Files.readString(output).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresStartException("interrupted", e);
    } finally {
      Files.delete(output);
    }
  }

  private static Path passwordFile(Path folder) {
    return folder.resolve("password");
  }
}
