package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.credentials.authority.TlsAuthority;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.store.s3.S3StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigurationTest {
  @TempDir private Path folder;

  @Test
  void configurationWithoutDoorsListensOnLoopback() throws Exception {
    ServerConfiguration configuration =
        ServerConfiguration.read(write("data: data\ntargets: []\nprincipals: []\npolicies: []\n"));

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
            policies: []
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
                policies: []
                """));

    assertThat(configuration.webListen()).hasToString("0.0.0.0:8443");
    assertThat(configuration.webHosts()).containsExactly("gatescribe.example.org");
  }

  @Test
  void ageOfSegmentsIsReadBesideWhatTheRulesNeed() throws Exception {
    String rest = "data: data\ntargets: []\nprincipals: []\npolicies: []\n";

    assertThat(ServerConfiguration.read(write(rest)).segmentAge()).hasMinutes(1);
    assertThat(
            ServerConfiguration.read(
                    write("recording: {durability: disk, segmentAge: 5m}\n" + rest))
                .segmentAge())
        .hasMinutes(5);
    Path wrong = write("recording: {segmentAge: 2h, segmentage: 5m, durability: paper}\n" + rest);
    assertThatThrownBy(() -> ServerConfiguration.read(wrong))
        .isInstanceOf(StartException.class)
        .message()
        .contains("recording.segmentAge", "2h", "from 1s to 1h")
        .contains("segmentage", "did you mean segmentAge?")
        .contains("paper");
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
            policies: []
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
            policies: []
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
    Path file = write("targets: []\nprincipals: []\npolicies: []\n");

    assertThatThrownBy(() -> ServerConfiguration.read(file)).hasMessageContaining("data");
  }

  private static final String REST = "targets: []\nprincipals: []\npolicies: []\n";

  @Test
  void recordingsAreInTheDataDirectoryUnlessAnotherStoreIsNamed() throws Exception {
    assertThat(ServerConfiguration.read(write("data: data\n" + REST)).store())
        .isEqualTo(new StoreConfiguration.Directory(folder.resolve("data/store")));
    assertThat(
            ServerConfiguration.read(write("data: data\nstore:\n  directory: other\n" + REST))
                .store())
        .isEqualTo(new StoreConfiguration.Directory(folder.resolve("other")));
  }

  @Test
  void bucketIsReadWithEverythingThatCanBeSaidOfIt() throws Exception {
    secret("access-key", "AKID");
    secret("secret-key", "notforthelog");
    ServerConfiguration configuration =
        ServerConfiguration.read(
            write(
                """
                data: data
                store:
                  s3:
                    endpoint: https://s3.example.org:9000
                    bucket: recordings
                    prefix: gateways/one
                    accessKeyFile: access-key
                    secretKeyFile: secret-key
                    serverSideEncryption:
                      kmsKey: key-1
                    objectLock:
                      mode: compliance
                      days: 365
                      legalHold: true
                """
                    + REST));

    assertThat(configuration.store())
        .isEqualTo(
            new StoreConfiguration.Bucket(
                new S3StoreSettings(
                    Optional.of(URI.create("https://s3.example.org:9000")),
                    "us-east-1",
                    "recordings",
                    "gateways/one/",
                    true,
                    new S3StoreSettings.Credentials.KeyFiles(
                        folder.resolve("access-key"), folder.resolve("secret-key")),
                    List.of(),
                    new S3StoreSettings.Encryption.ManagedKey("key-1"),
                    Optional.of(
                        new S3StoreSettings.Lock(
                            Optional.of(
                                new S3StoreSettings.Retention(
                                    S3StoreSettings.LockMode.COMPLIANCE, Duration.ofDays(365))),
                            true)),
                    S3StoreSettings.Limits.DEFAULT)));
    assertThat(configuration.toString()).doesNotContain("notforthelog", "AKID");
  }

  @Test
  void bucketOfAwsNeedsItsRegionAndTakesCredentialsFromTheEnvironment() throws Exception {
    ServerConfiguration configuration =
        ServerConfiguration.read(
            write(
                """
                data: data
                store:
                  s3: {region: eu-central-1, bucket: recordings, credentials: environment, serverSideEncryption: service}
                """
                    + REST));

    assertThat(configuration.store())
        .isInstanceOfSatisfying(
            StoreConfiguration.Bucket.class,
            bucket -> {
              assertThat(bucket.settings().pathStyle()).isFalse();
              assertThat(bucket.settings().endpoint()).isEmpty();
              assertThat(bucket.settings().encryption())
                  .isEqualTo(new S3StoreSettings.Encryption.ServiceKeys());
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {directory: a, s3: {}}                                                       | here are two stores
          {}                                                                           | here is no store
          {s3: {bucket: recordings, credentials: environment}}                         | the key region is missing
          {s3: {region: eu-1, credentials: environment}}                               | the key bucket is missing
          {s3: {region: eu-1, bucket: Rec, credentials: environment}}                  | Rec is not a bucket
          {s3: {region: eu-1, bucket: rec}}                                            | what opens the bucket is missing
          {s3: {region: eu-1, bucket: rec, credentials: guess}}                        | expected environment
          {s3: {region: eu-1, bucket: rec, credentials: environment, prefix: ../up}}   | ../up is not a prefix
          {s3: {endpoint: ftp://x, bucket: rec, credentials: environment}}             | ftp://x is not the address of a service
          {s3: {endpoint: http://s3.example.org, bucket: rec, credentials: environment}} | everything would go in clear
          {s3: {region: eu-1, bucket: rec, credentials: environment, objectLock: {mode: compliance}}} | one of the two is missing
          {s3: {region: eu-1, bucket: rec, credentials: environment, objectLock: {mode: soft, days: 1}}} | soft is not a mode
          {s3: {region: eu-1, bucket: rec, credentials: environment, objectLock: {mode: governance, days: 0}}} | from 1 to 36500
          {s3: {region: eu-1, bucket: rec, credentials: environment, objectLock: {legalHold: false}}} | nothing is to be locked
          {s3: {region: eu-1, bucket: rec, credentials: environment, bukket: x}}       | did you mean bucket?
          """)
  void wrongStoreIsRefusedWithItsPlace(String store, String said) throws Exception {
    Path file = write("data: data\nstore: " + store + "\n" + REST);

    assertThatThrownBy(() -> ServerConfiguration.read(file))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("gatescribe.yaml:2:")
        .hasMessageContaining(said);
  }

  @Test
  void serviceWithoutTlsIsTakenOnLoopbackAndWhereItIsSaid() throws Exception {
    for (String store :
        List.of(
            "{endpoint: 'http://127.0.0.1:9000', bucket: rec, credentials: environment}",
            "{endpoint: 'http://s3:80', tls: disable, bucket: rec, credentials: environment}")) {
      assertThat(
              ServerConfiguration.read(write("data: data\nstore: {s3: " + store + "}\n" + REST))
                  .store())
          .isInstanceOf(StoreConfiguration.Bucket.class);
    }
  }

  @Test
  void metadataIsEmbeddedUnlessAServerIsNamed() throws Exception {
    secret("word", "s3cret\n");

    assertThat(ServerConfiguration.read(write("data: data\n" + REST)).metadata())
        .isEqualTo(new MetadataConfiguration.Embedded());
    assertThat(
            ServerConfiguration.read(
                    write(
                        "data: data\nmetadata: {url: 'jdbc:postgresql://db:5432/gs', user: gs,"
                            + " passwordFile: word}\n"
                            + REST))
                .metadata())
        .isEqualTo(
            new MetadataConfiguration.Server(
                "jdbc:postgresql://db:5432/gs", "gs", folder.resolve("word")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {user: gs, passwordFile: word}                                              | the key url is missing
          {url: 'jdbc:postgresql://db/gs', passwordFile: word}                        | the key user is missing
          {url: 'jdbc:postgresql://db/gs', user: gs}                                  | the key passwordFile is missing
          {url: 'jdbc:mysql://db/gs', user: gs, passwordFile: word}                   | expected jdbc:postgresql://HOST
          {url: 'jdbc:postgresql://db/gs?password=x', user: gs, passwordFile: word}   | expected jdbc:postgresql://HOST
          {url: 'jdbc:postgresql://db/gs', user: gs, passwordFile: word, pool: 3}     | pool
          """)
  void wrongMetadataIsRefusedWithItsPlace(String metadata, String said) throws Exception {
    secret("word", "s3cret\n");
    Path file = write("data: data\nmetadata: " + metadata + "\n" + REST);

    assertThatThrownBy(() -> ServerConfiguration.read(file))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("gatescribe.yaml:2:")
        .hasMessageContaining(said);
  }

  private void secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("gatescribe.yaml"), text);
  }
}
