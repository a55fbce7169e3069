package dev.gatescribe.server.demo;

import dev.gatescribe.server.DataDirectory;
import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the demo writes into its data directory: keys once, the rest at each start.
 *
 * <pre>
 *   demo.env         what scripts need, one shell-quoted line each
 *   ssh_config       what stock ssh needs: ssh -F ssh_config LOGIN@demo@gatescribe
 *   kubeconfig       what stock kubectl needs, if there is a cluster
 *   gatescribe.yaml  the configuration that the demo runs with
 *   demo/            keys of the demo's principal, host and database, their configuration and logs
 * </pre>
 */
final class DemoFiles {
  /** The name under which the generated ssh_config knows the gateway. */
  static final String GATEWAY_ALIAS = "gatescribe";

  static final String TARGET = "demo";
  private static final int KEYGEN_SECONDS = 10;

  private final DataDirectory data;
  private final Path folder;
  private @Nullable FileChannel claimed;

  DemoFiles(DataDirectory data) {
    this.data = data;
    this.folder = data.root().resolve("demo");
  }

  Path environment() {
    return data.root().resolve("demo.env");
  }

  Path sshConfiguration() {
    return data.root().resolve("ssh_config");
  }

  Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  Path configuration() {
    return data.root().resolve("gatescribe.yaml");
  }

  Path identity() {
    return folder.resolve("identity");
  }

  Path kubeconfig() {
    return data.root().resolve("kubeconfig");
  }

  Path store() {
    return data.store();
  }

  Path hostKey() {
    return folder.resolve("host_key");
  }

  /** What the gateway logs in to the host with. */
  Path hostCredential() {
    return folder.resolve("credential");
  }

  Path database() {
    return folder.resolve("postgresql");
  }

  /** What the gateway logs in to the database with. */
  Path databaseCredential() {
    return folder.resolve("database-password");
  }

  /** The certificate that proves the database's own. */
  Path databaseAuthority() {
    return folder.resolve("database-authority.pem");
  }

  Path cluster() {
    return folder.resolve("cluster");
  }

  Path hostConfiguration() {
    return folder.resolve("sshd_config");
  }

  Path hostLog() {
    return folder.resolve("sshd.log");
  }

  Path hostPid() {
    return folder.resolve("sshd.pid");
  }

  static String login() {
    return System.getProperty("user.name");
  }

  /**
   * Makes the folder this process's own, as long as it lives: a second demo on the same data would
   * end the first one's host.
   */
  void claim() throws StartException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      claimed =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (claimed.tryLock() == null) {
        throw new StartException("another gatescribe process uses " + data.root());
      }
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
  }

  /** Makes keys and passwords once, and the host's sshd_config. */
  void prepare(DemoPorts ports) throws StartException {
    try {
      makeKey(identity(), "demo");
      makeKey(hostKey(), "demo-host");
      makeKey(hostCredential(), "gatescribe");
      Files.writeString(folder.resolve("authorized_keys"), publicKey(hostCredential()) + "\n");
      Files.writeString(hostConfiguration(), hostConfiguration(ports.host()));
      DemoDatabase.makeCredential(databaseCredential());
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes the gateway's configuration. */
  void configure(DemoConfiguration content) throws StartException {
    try {
      Files.writeString(configuration(), content.text());
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
  }

  private String hostConfiguration(int port) {
    return """
    # Written by gatescribe demo at each start.
    Port %d
    ListenAddress 127.0.0.1
    HostKey %s
    AuthorizedKeysFile %s
    PidFile none
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    PermitRootLogin prohibit-password
    UsePAM no
    StrictModes no
    PrintMotd no
    X11Forwarding no
    AcceptEnv LANG LC_* COLORTERM
    MaxStartups 1000
    MaxSessions 100
    Subsystem sftp internal-sftp
    """
        .formatted(
            port,
            Quoting.sshConfiguration(hostKey().toString()),
            Quoting.sshConfiguration(folder.resolve("authorized_keys").toString()));
  }

  /** {@code TYPE BASE64} of a private key that ssh-keygen made. */
  static String publicKey(Path privateKey) throws IOException {
    String line = Files.readString(privateKey.resolveSibling(privateKey.getFileName() + ".pub"));
    int comment = line.indexOf(' ', line.indexOf(' ') + 1);
    return comment < 0 ? line.strip() : line.substring(0, comment);
  }

  private static void makeKey(Path file, String comment) throws IOException, StartException {
    if (Files.exists(file)) {
      return;
    }
    Process keygen =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    keygen.getOutputStream().close();
    String output =
        new String(keygen.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (!keygen.waitFor(KEYGEN_SECONDS, TimeUnit.SECONDS) || keygen.exitValue() != 0) {
        throw new StartException("ssh-keygen made no key: " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted", e);
    }
  }
}
