package dev.gatescribe.testbed.bench;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.SshCommand;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.SystemUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateway and its peer before the same target. The peer is what people do without a gateway:
 *
 * <pre>
 *   ssh → gateway            → sshd of the target      decrypted, recorded, encrypted again
 *   ssh → sshd of a jump host → ssh → the same sshd     decrypted, encrypted again
 * </pre>
 *
 * Everything of OpenSSH's is as it comes: no cipher, no key exchange is chosen by anybody.
 */
final class DoubleHop implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String CIPHER_LINE = "kex: server->client cipher: ";

  private final GatewayedHost gatewayed;
  private final SshdServer jump;
  private final SshDestination jumpDestination;
  private final Path innerConfiguration;

  private DoubleHop(
      GatewayedHost gatewayed,
      SshdServer jump,
      SshDestination jumpDestination,
      Path innerConfiguration) {
    this.gatewayed = gatewayed;
    this.jump = jump;
    this.jumpDestination = jumpDestination;
    this.innerConfiguration = innerConfiguration;
  }

  static DoubleHop start() throws IOException {
    // What the target says of its connections at this level says which ciphers they use.
    GatewayedHost gatewayed = GatewayedHost.start("LogLevel DEBUG1");
    SshdServer jump = GatewayedHost.quickSshd(gatewayed.scratch("jump")).start();
    Path outerKey = SshKeys.make(gatewayed.scratch("outer"), "ed25519");
    Path innerKey = SshKeys.make(gatewayed.scratch("inner"), "ed25519");
    jump.authorize(outerKey);
    gatewayed.host().authorize(innerKey);
    SshDestination inner = gatewayed.host().destination(innerKey);
    Path configuration = gatewayed.scratch("inner_config");
    Files.writeString(
        configuration,
        """
        Host target
          HostName 127.0.0.1
          Port %d
          User %s
          IdentityFile %s
          IdentitiesOnly yes
          UserKnownHostsFile %s
          BatchMode yes
        """
            .formatted(inner.port(), SystemUser.name(), innerKey, inner.knownHosts()));
    return new DoubleHop(gatewayed, jump, jump.destination(outerKey), configuration);
  }

  GatewayedHost gatewayed() {
    return gatewayed;
  }

  /** The command through the gateway. */
  SshCommand throughGateway(String command, String... options) {
    return gatewayed.destination().ssh(command).options(options);
  }

  /** The command through the jump host; options are given to both clients. */
  SshCommand throughJump(String command, String... options) {
    String inner =
        "ssh "
            + String.join(" ", options)
            + " -F "
            + innerConfiguration
            + " target '"
            + command.replace("'", "'\\''")
            + "'";
    return jumpDestination.ssh(inner).options(options);
  }

  /** Versions, and what every leg negotiated. */
  String configuration() {
    String version =
        ChildProcess.run(LIMIT, "ssh", "-V").stderrText().lines().findFirst().orElse("");
    String gatewayLog = gatewayed.host().log();
    List<String> gatewayLegs = ciphers(throughGateway("true", "-v").run().stderrText());
    String targetLog = gatewayed.host().log().substring(gatewayLog.length());
    List<String> peerLegs = ciphers(throughJump("true", "-v").run().stderrText());
    return """
    OpenSSH          %s, configuration as it comes, on all sides of both ways
    JVM              %s
    gateway          client leg %s; target leg %s; durability process
    double hop       client leg %s; target leg %s
    machine          %d processors
    """
        .formatted(
            version,
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            first(gatewayLegs),
            first(ciphers(targetLog)),
            first(peerLegs),
            peerLegs.size() < 2 ? "?" : peerLegs.getLast(),
            Runtime.getRuntime().availableProcessors());
  }

  private static String first(List<String> legs) {
    return legs.isEmpty() ? "?" : legs.getFirst();
  }

  private static List<String> ciphers(String log) {
    List<String> ciphers = new ArrayList<>();
    for (String line : log.lines().toList()) {
      int at = line.indexOf(CIPHER_LINE);
      if (at >= 0) {
        ciphers.add(line.substring(at + CIPHER_LINE.length()).split(" ", -1)[0]);
      }
    }
    return ciphers;
  }

  @Override
  public void close() {
    jump.close();
    gatewayed.close();
  }
}
