package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.BucketGateway;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recordings in a bucket, and a service that is away when it is needed. */
class BucketTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  @AutoClose private static BucketGateway gateways;

  @BeforeAll
  static void startHost() {
    gateways = new BucketGateway();
  }

  @Test
  void serviceIsAwayAndTheServerIsKilledThenEverythingIsInTheBucketWhenItIsBack() throws Exception {
    try (GatewayServer gateway = gateways.start()) {
      assertThat(gateways.destination(gateway).ssh("echo one").run().orFail().stdoutText())
          .isEqualTo("one\n");
      await().atMost(LIMIT).until(() -> health(gateway, "/q/health").statusCode() == 503);
      assertThat(health(gateway, "/q/health").body()).contains("object-store");
      assertThat(health(gateway, "/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(BucketGateway.web(gateway).metric("gatescribe_store_usable", "")).isZero();
      try (ChildProcess cutOff =
          gateways.destination(gateway).ssh("echo two; cat").openInput().start()) {
        await().atMost(LIMIT).until(() -> cutOff.stdout().bytes().length > 0);
        gateway.process().kill();
      }
    }

    try (GatewayServer gateway = gateways.start()) {
      assertThat(gateways.destination(gateway).ssh("echo three").run().orFail().stdoutText())
          .isEqualTo("three\n");
      gateways.service().start();

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
      assertThat(BucketGateway.web(gateway).metric("gatescribe_store_usable", "")).isEqualTo(1);
      assertThat(gateway.process().stdout() + gateway.process().stderr())
          .contains("the object store cannot be used", "can be used again")
          .contains("recordings list --store " + BucketGateway.STORE)
          .doesNotContain(BucketGateway.SECRET);
      assertThat(gateway.data().resolve("store/recordings")).doesNotExist();
    }
  }

  private static java.net.http.HttpResponse<String> health(GatewayServer gateway, String path)
      throws IOException {
    return BucketGateway.web(gateway).getWithoutToken(path);
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
                    BucketGateway.STORE,
                    "--key",
                    gateway.data().resolve("keys/recording-signing.pub.pem").toString())));
    builder.environment().put("AWS_ENDPOINT_URL", gateways.service().endpoint());
    builder.environment().put("AWS_ACCESS_KEY_ID", "AKIDOFANAUDITOR");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "secretofanauditor");
    try (ChildProcess process = ChildProcess.start(builder)) {
      return process.await(LIMIT);
    }
  }
}
