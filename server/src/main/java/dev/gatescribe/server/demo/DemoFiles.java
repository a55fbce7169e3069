package dev.gatescribe.server.demo;

import dev.gatescribe.server.DataDirectory;
import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the demo writes into its data directory: keys once, the rest at each start.
 *
 * <pre>
 *   demo.env         what scripts need, one shell-quoted line each
 *   ssh_config       what stock ssh needs: ssh -F ssh_config LOGIN@demo@gatescribe
 *   gatescribe.yaml  the configuration that the demo runs with
 *   demo/            keys of the demo's principal and host, the host's sshd_config and log
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

  /** Makes keys, the host's sshd_config and the gateway's configuration. */
  void prepare(DemoPorts ports) throws StartException {
    try {
      makeKey(identity(), "demo");
      makeKey(folder.resolve("host_key"), "demo-host");
      makeKey(folder.resolve("credential"), "gatescribe");
      Files.writeString(
          folder.resolve("authorized_keys"), publicKey(folder.resolve("credential")) + "\n");
      Files.writeString(hostConfiguration(), hostConfiguration(ports.host()));
      Files.writeString(configuration(), gatewayConfiguration(ports));
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes what clients need, when the gateway's host keys are known. */
  void describe(DemoPorts ports, List<String> gatewayHostKeys, String webUrl, String webToken)
      throws IOException {
    Files.writeString(
        knownHosts(),
        gatewayHostKeys.stream()
            .map(key -> "[127.0.0.1]:" + ports.ssh() + " " + key + "\n")
            .collect(Collectors.joining()));
    Files.writeString(sshConfiguration(), clientConfiguration(ports));
    Map<String, String> variables =
        new java.util.TreeMap<>(
            Map.of(
                "GATESCRIBE_SSH_HOST",
                "127.0.0.1",
                "GATESCRIBE_SSH_PORT",
                Integer.toString(ports.ssh()),
                "GATESCRIBE_SSH_IDENTITY",
                identity().toString(),
                "GATESCRIBE_SSH_KNOWN_HOSTS",
                knownHosts().toString(),
                "GATESCRIBE_SSH_TARGET",
                login() + "@" + TARGET,
                "GATESCRIBE_WEB_URL",
                webUrl,
                "GATESCRIBE_WEB_TOKEN",
                webToken,
                "GATESCRIBE_RECORDINGS",
                data.store().toString()));
    StringBuilder lines = new StringBuilder();
    variables.forEach(
        (name, value) -> lines.append(name).append('=').append(quote(value)).append('\n'));
    Path file = environment();
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, lines.toString());
  }

  private String hostConfiguration(int port) {
    return """
    # Written by gatescribe demo at each start.
    Port %d
    ListenAddress 127.0.0.1
    HostKey "%s"
    AuthorizedKeysFile "%s"
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
        .formatted(port, folder.resolve("host_key"), folder.resolve("authorized_keys"));
  }

  private String gatewayConfiguration(DemoPorts ports) throws IOException {
    return """
    # Written by gatescribe demo at each start. A configuration for your own hosts looks the same:
    # copy it, change it, and run gatescribe serve --config FILE. See docs/configuration.md.
    ssh:
      listen: 127.0.0.1:%d
    web:
      listen: 127.0.0.1:%d
    data: "%s"
    targets:
      - name: %s
        protocol: ssh
        address: 127.0.0.1:%d
        hostKeys:
          - %s
        credentials:
          - login: "%s"
            privateKeyFile: "%s"
    principals:
      - name: demo
        publicKeys:
          - %s
    rules:
      - name: demo
        principals: [demo]
        targets: [%s]
        logins: ["%s"]
    """
        .formatted(
            ports.ssh(),
            ports.web(),
            data.root(),
            TARGET,
            ports.host(),
            publicKey(folder.resolve("host_key")),
            login(),
            folder.resolve("credential"),
            publicKey(identity()),
            TARGET,
            login());
  }

  private String clientConfiguration(DemoPorts ports) {
    return """
    # Written by gatescribe demo at each start.
    Host %s
      HostName 127.0.0.1
      Port %d
      IdentityFile "%s"
      IdentitiesOnly yes
      UserKnownHostsFile "%s"
      StrictHostKeyChecking yes
    """
        .formatted(GATEWAY_ALIAS, ports.ssh(), identity(), knownHosts());
  }

  private static String publicKey(Path privateKey) throws IOException {
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

  /** Quotes for a POSIX shell. */
  private static String quote(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
