package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.Checksum;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is agreed on in the key exchange with stock OpenSSH, and new keys in the middle of it all.
 */
class AlgorithmTest {
  /** Twenty times the limit at which the client asks for new keys. */
  private static final long BYTES = 20L << 20;

  @AutoClose private static DemoServer demo;
  private static SshDestination gateway;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    gateway = demo.gateway();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes128-gcm@openssh.com", "aes256-gcm@openssh.com"})
  void clientWantsACipherThenItIsUsed(String cipher) {
    CommandResult result = gateway.ssh("echo hello").options("-v", "-c", cipher).run();

    assertThat(result.stdoutText()).isEqualTo("hello\n");
    assertThat(result.stderrText())
        .contains("kex: server->client cipher: " + cipher)
        .contains("kex: client->server cipher: " + cipher);
  }

  /** Slow on the JVM, without integrity, or open to Terrapin (CVE-2023-48795). */
  @ParameterizedTest
  @ValueSource(strings = {"chacha20-poly1305@openssh.com", "aes256-ctr", "aes128-cbc", "3des-cbc"})
  void openSshInsistsOnACipherThatItIsNotOfferedThenNoConnection(String cipher) {
    CommandResult result = gateway.ssh("echo hello").options("-c", cipher).run();

    assertThat(result.exitStatus()).isEqualTo(255);
    assertThat(result.stderrText()).contains("no matching cipher found");
  }

  @Test
  void clientHasNoWishesThenItGetsThePostQuantumExchangeThatItPrefers() {
    CommandResult result = gateway.ssh("true").options("-v").run();

    assertThat(result.exitStatus()).isZero();
    assertThat(result.stderrText())
        .containsPattern("kex: algorithm: (mlkem768x25519-sha256|sntrup761x25519-sha512)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sntrup761x25519-sha512@openssh.com",
        "curve25519-sha256",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp521",
        "diffie-hellman-group16-sha512"
      })
  void clientWantsAKeyExchangeThenItIsUsed(String exchange) {
    CommandResult result =
        gateway.ssh("echo hello").options("-v", "-o", "KexAlgorithms=" + exchange).run();

    assertThat(result.stdoutText()).isEqualTo("hello\n");
    assertThat(result.stderrText()).contains("kex: algorithm: " + exchange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1"})
  void clientInsistsOnSha1ThenNoConnection(String exchange) {
    CommandResult result = gateway.ssh("true").options("-o", "KexAlgorithms=" + exchange).run();

    assertThat(result.exitStatus()).isEqualTo(255);
    assertThat(result.stderrText()).contains("no matching key exchange method found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512"})
  void clientTrustsOneTypeOfHostKeyThenTheGatewayHasItOrSaysSo(String type) {
    CommandResult result =
        gateway.ssh("echo hello").options("-o", "HostKeyAlgorithms=" + type).run();

    boolean has = demo.environment().get("GATESCRIBE_SSH_KNOWN_HOSTS") != null && known(type);
    if (has) {
      assertThat(result.stdoutText()).isEqualTo("hello\n");
    } else {
      assertThat(result.stderrText()).contains("no matching host key type found");
    }
  }

  private static boolean known(String algorithm) {
    String type = algorithm.startsWith("rsa-") ? "ssh-rsa" : algorithm;
    try {
      return java.nio.file.Files.readString(gateway.knownHosts()).contains(" " + type + " ");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void clientTakesNewKeysEveryMegabyteThenOutputIsWhole() {
    Path received = demo.scratch("received");

    CommandResult result =
        gateway
            .ssh("head -c " + BYTES + " /dev/urandom | bash -c 'tee >(sha256sum >&2)'")
            .options("-o", "RekeyLimit=1M")
            .outputTo(received)
            .run();

    assertThat(result.exitStatus()).isZero();
    assertThat(received).hasSize(BYTES);
    assertThat(result.stderrText()).startsWith(Checksum.of(received));
  }

  @Test
  void clientTakesNewKeysEveryMegabyteThenInputIsWhole() throws IOException {
    Path sent = demo.scratch("sent");
    Checksum.noise(sent, BYTES, 5);

    CommandResult result =
        gateway.ssh("sha256sum").options("-v", "-o", "RekeyLimit=1M").input(sent).run();

    assertThat(result.stdoutText()).startsWith(Checksum.of(sent));
    assertThat(result.stderrText().split("SSH2_MSG_NEWKEYS received", -1)).hasSizeGreaterThan(10);
  }

  @Test
  void clientTakesNewKeysEveryMegabyteWhileBothDirectionsFlowThenBothAreWhole() throws IOException {
    Path sent = demo.scratch("both");
    Checksum.noise(sent, BYTES, 6);
    Path received = demo.scratch("both-back");

    CommandResult result =
        gateway.ssh("cat").options("-o", "RekeyLimit=1M").input(sent).outputTo(received).run();

    assertThat(result.exitStatus()).isZero();
    assertThat(received).hasSameBinaryContentAs(sent);
  }
}
