package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.gateway.ssh.SshGatewayException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyStoreTest {
  @TempDir Path directory;

  @Test
  void keysAreMadeOnceInOpenSshsFormAndForTheOwnerOnly() throws Exception {
    Path keys = directory.resolve("keys");

    List<String> first = lines(new HostKeyStore(keys));
    List<String> second = lines(new HostKeyStore(keys));

    assertThat(first).isEqualTo(second).hasSize(2);
    assertThat(first.getFirst()).startsWith("ssh-ed25519 AAAA");
    assertThat(first.getLast()).startsWith("ecdsa-sha2-nistp256 AAAA");
    Path file = keys.resolve("ssh_host_ed25519_key");
    assertThat(Files.readString(file)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(keys.resolve("ssh_host_ed25519_key.pub")))
        .startsWith(first.getFirst());
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    lines(new HostKeyStore(directory));
    Files.setPosixFilePermissions(
        directory.resolve("ssh_host_ecdsa_key"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> new HostKeyStore(directory).load())
        .isInstanceOfSatisfying(
            SshGatewayException.class,
            problem -> assertThat(problem.reason()).isEqualTo(Reason.HOST_KEY_EXPOSED));
  }

  @Test
  void aBrokenKeyIsRefusedAndNotReplaced() throws Exception {
    Path file = directory.resolve("ssh_host_ed25519_key");
    Files.writeString(file, "not a key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> new HostKeyStore(directory).load())
        .isInstanceOfSatisfying(
            SshGatewayException.class,
            problem -> assertThat(problem.reason()).isEqualTo(Reason.HOST_KEY_UNUSABLE));
    assertThat(Files.readString(file)).isEqualTo("not a key");
  }

  @Test
  void theDoorTellsTheLineForKnownHosts() throws Exception {
    try (Workshop workshop = Workshop.open(directory)) {
      int port = workshop.gateway().port();

      assertThat(workshop.gateway().knownHostsLines("localhost"))
          .hasSize(2)
          .allMatch(line -> line.startsWith("[localhost]:" + port + " "));
    }
  }

  private static List<String> lines(HostKeyStore store) throws SshGatewayException {
    return store.load().stream().map(HostKeyStore::publicLine).toList();
  }
}
