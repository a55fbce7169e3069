package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.S3MockServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recordings in a bucket, and a service that is away when it is needed. */
class BucketTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String STORE = "s3://" + S3MockServer.BUCKET + "/gateways/one";
  private static final String SECRET = "notforanylogofours";

  @AutoClose private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static SshdServer host;
  private static S3MockServer service;

  @BeforeAll
  static void startHost() {
    SshKeys.make(FOLDER.resolve("principal"), "ed25519");
    SshKeys.make(FOLDER.resolve("credential"), "ed25519");
    host = SshdServer.in(FOLDER.resolve("host")).start().authorize(FOLDER.resolve("credential"));
    service = new S3MockServer(FOLDER.resolve("s3mock"));
  }

  @AfterAll
  static void stop() {
    service.close();
    host.close();
  }

  @Test
  void serviceIsAwayAndTheServerIsKilledThenEverythingIsInTheBucketWhenItIsBack() throws Exception {
    try (GatewayServer gateway = start()) {
      assertThat(destination(gateway).ssh("echo one").run().orFail().stdoutText())
          .isEqualTo("one\n");
      await().atMost(LIMIT).until(() -> health(gateway, "/q/health").statusCode() == 503);
      assertThat(health(gateway, "/q/health").body()).contains("object-store");
      assertThat(health(gateway, "/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(web(gateway).metric("gatescribe_store_usable", "")).isZero();
      try (ChildProcess cutOff = destination(gateway).ssh("echo two; cat").openInput().start()) {
        await().atMost(LIMIT).until(() -> cutOff.stdout().bytes().length > 0);
        gateway.process().kill();
      }
    }

    try (GatewayServer gateway = start()) {
      assertThat(destination(gateway).ssh("echo three").run().orFail().stdoutText())
          .isEqualTo("three\n");
      service.start();

      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            CommandResult verified = verified(gateway);
            assertThat(verified.exitStatus()).as(verified.toString()).isZero();
            assertThat(verified.stdoutText())
                .contains("3 recordings checked: all hold")
                .contains("signer checked")
                .contains(": truncated, ")
                .containsPattern("(?s): sealed, .*: sealed, ");
          });

      await().atMost(LIMIT).until(() -> health(gateway, "/q/health").statusCode() == 200);
      assertThat(web(gateway).metric("gatescribe_store_usable", "")).isEqualTo(1);
      assertThat(gateway.process().stdout() + gateway.process().stderr())
          .contains("the object store cannot be used", "can be used again")
          .contains("recordings list --store " + STORE)
          .doesNotContain(SECRET);
      assertThat(gateway.data().resolve("store/recordings")).doesNotExist();
    }
  }

  private static GatewayServer start() throws IOException {
    return GatewayServer.start(
        FOLDER.resolve("gateway"),
        """
        store:
          s3:
            endpoint: %s
            bucket: %s
            prefix: gateways/one
            accessKeyFile: %s
            secretKeyFile: %s
        targets:
          - name: host
            protocol: ssh
            address: 127.0.0.1:%d
            hostKeys: ["%s"]
            credentials:
              - login: '*'
                privateKeyFile: %s
        principals:
          - name: somebody
            publicKeys: ["%s"]
        rules:
          - name: all
            principals: ['*']
            targets: ['*']
            logins: ['*']
        """
            .formatted(
                service.endpoint(),
                S3MockServer.BUCKET,
                secretFile("access-key", "AKIDOFTHEGATEWAY"),
                secretFile("secret-key", SECRET),
                host.port(),
                host.publicHostKey(),
                FOLDER.resolve("credential"),
                SshKeys.publicKey(FOLDER.resolve("principal"))));
  }

  private static Path secretFile(String name, String text) throws IOException {
    Path file = Files.writeString(FOLDER.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static SshDestination destination(GatewayServer gateway) {
    return gateway.destination(SystemUser.name() + "@host", FOLDER.resolve("principal"));
  }

  private static WebClient web(GatewayServer gateway) throws IOException {
    return new WebClient(
        gateway.webUrl(), Files.readString(gateway.data().resolve("keys/web-token")).strip());
  }

  private static java.net.http.HttpResponse<String> health(GatewayServer gateway, String path)
      throws IOException {
    return web(gateway).getWithoutToken(path);
  }

  private static CommandResult verified(GatewayServer gateway) {
    ProcessBuilder builder =
        new ProcessBuilder(
            BuiltServer.command(
                List.of(
                    "recordings",
                    "verify",
                    "--all",
                    "--store",
                    STORE,
                    "--key",
                    gateway.data().resolve("keys/recording-signing.pub.pem").toString())));
    builder.environment().put("AWS_ENDPOINT_URL", service.endpoint());
    builder.environment().put("AWS_ACCESS_KEY_ID", "AKIDOFANAUDITOR");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "secretofanauditor");
    try (ChildProcess process = ChildProcess.start(builder)) {
      return process.await(LIMIT);
    }
  }
}
