package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.session.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigurationTest {
  @TempDir private Path folder;

  @Test
  void configurationWithoutDoorsListensOnLoopback() throws Exception {
    ServerConfiguration configuration =
        ServerConfiguration.read(write("data: data\ntargets: []\nprincipals: []\nrules: []\n"));

    assertThat(configuration.door(Protocol.SSH).orElseThrow().listen())
        .hasToString("127.0.0.1:2222");
    assertThat(configuration.webListen()).hasToString("127.0.0.1:8080");
    assertThat(configuration.data().root()).isEqualTo(folder.resolve("data"));
  }

  @Test
  void everythingThatIsWrongIsNamedWithItsLine() throws Exception {
    Path file =
        write(
            """
            ssh:
              listen: 127.0.0.1:70000
            web:
              lisen: 127.0.0.1:8080
            data: data
            recordngs: here
            targets: []
            principals: []
            rules: []
            """);

    assertThatThrownBy(() -> ServerConfiguration.read(file))
        .isInstanceOf(StartException.class)
        .message()
        .contains("gatescribe.yaml:2:", "ssh.listen", "127.0.0.1:70000", "expected")
        .contains("gatescribe.yaml:4:", "lisen", "did you mean listen?")
        .contains("gatescribe.yaml:6:", "recordngs");
  }

  @Test
  void namesOfTheWebApplicationAreRead() throws Exception {
    ServerConfiguration configuration =
        ServerConfiguration.read(
            write(
                """
                web:
                  listen: 0.0.0.0:8443
                  hosts: [gatescribe.example.org]
                data: data
                targets: []
                principals: []
                rules: []
                """));

    assertThat(configuration.webListen()).hasToString("0.0.0.0:8443");
    assertThat(configuration.webHosts()).containsExactly("gatescribe.example.org");
  }

  @Test
  void twoThatListenInTheSamePlaceAreRefused() throws Exception {
    Path file =
        write(
            """
            kubernetes:
              listen: 127.0.0.1:8080
            data: data
            targets: []
            principals: []
            rules: []
            """);

    assertThatThrownBy(() -> ServerConfiguration.read(file))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("web.listen and kubernetes.listen are both 127.0.0.1:8080");
  }

  @Test
  void keyIsNotThatOfTheCertificateThenItIsRefused() throws Exception {
    TlsAuthority authority = TlsAuthority.create("a gateway", Instant.now());
    TlsAuthority other = TlsAuthority.create("another", Instant.now());
    Files.writeString(folder.resolve("chain.pem"), authority.certificatePem());
    Path key = folder.resolve("key.pem");
    Path file =
        write(
            """
            tls: {certificateFile: chain.pem, privateKeyFile: key.pem}
            data: data
            targets: []
            principals: []
            rules: []
            """);

    ownerOnly(key, authority.privateKeyPem());
    assertThatCode(() -> DoorTls.check(ServerConfiguration.read(file))).doesNotThrowAnyException();
    ownerOnly(key, other.privateKeyPem());

    assertThatThrownBy(() -> DoorTls.check(ServerConfiguration.read(file)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("key.pem is not that of the first certificate in");
  }

  private static void ownerOnly(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void configurationWithoutDataIsRefused() throws Exception {
    Path file = write("targets: []\nprincipals: []\nrules: []\n");

    assertThatThrownBy(() -> ServerConfiguration.read(file)).hasMessageContaining("data");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("gatescribe.yaml"), text);
  }
}
