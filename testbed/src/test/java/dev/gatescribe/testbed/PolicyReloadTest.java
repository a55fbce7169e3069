package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.HostConfiguration;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.SshKeys;
import dev.gatescribe.testbed.fixture.SshdServer;
import dev.gatescribe.testbed.fixture.SystemUser;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Policies are changed while stock {@code ssh} goes through the gateway. */
class PolicyReloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Invariant 6: a session outlives its grant by no more. */
  private static final Duration CUT_LIMIT = Duration.ofSeconds(5);

  private static final String POLICY =
      """
      policies:
        - name: people
          owner: tests
          effect: allow
          include: [{everyone: true}]
          targets: ['*']
          ssh: {logins: ['%s']}
      """;

  private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static final Path PRINCIPAL = SshKeys.make(FOLDER.resolve("principal"), "ed25519");
  private static final Path POLICIES = FOLDER.resolve("gateway/policies/people.yaml");
  private static SshdServer host;
  private static GatewayServer gateway;

  @BeforeAll
  static void startHostAndGateway() throws IOException {
    Path credential = SshKeys.make(FOLDER.resolve("credential"), "ed25519");
    host = SshdServer.in(FOLDER.resolve("host")).start().authorize(credential);
    Files.createDirectories(POLICIES.getParent());
    Files.writeString(POLICIES, POLICY.formatted(SystemUser.name()));
    String inOneFile = HostConfiguration.of(host, credential, PRINCIPAL);
    gateway =
        GatewayServer.start(
            FOLDER.resolve("gateway"),
            inOneFile.substring(0, inOneFile.indexOf("policies:")) + "access: [policies]\n");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    host.close();
    FOLDER.close();
  }

  @Test
  void badPolicyIsRefusedAndTheOldOneStaysThenAGrantTakenAwayCutsTheLiveSession() throws Exception {
    WebClient web = new WebClient(gateway.webUrl(), "");

    replace("policies:\n  - name: people\n    ownr: tests\n");
    await().atMost(LIMIT).until(() -> gateway.process().stdout().contains("people.yaml:3:5"));
    assertThat(gateway.process().stdout()).contains("did you mean owner?");
    assertThat(web.getWithoutToken("/q/health/well").body())
        .contains("access-configuration")
        .contains("DOWN");
    assertThat(ssh("echo still here").stdoutText()).contains("still here");

    try (ChildProcess live = destination().ssh("echo begun; sleep 300").start()) {
      await().atMost(LIMIT).until(() -> live.stdout().text().contains("begun"));
      replace(POLICY.formatted("nobody-else"));
      long changed = System.nanoTime();

      CommandResult result = live.await(LIMIT);

      assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(CUT_LIMIT);
      assertThat(result.stderrText())
          .contains("session ended (admission-expired): policy people no longer admits it");
    }
    assertThat(ssh("true").stderrText()).contains("login-not-allowed");
  }

  /** As editors do it: a new file in the place of the old. */
  private static void replace(String text) throws IOException {
    Path next = POLICIES.resolveSibling(".people.yaml.next");
    Files.writeString(next, text);
    Files.move(next, POLICIES, StandardCopyOption.ATOMIC_MOVE);
  }

  private static SshDestination destination() {
    return gateway.destination(SystemUser.name() + "@" + HostConfiguration.TARGET, PRINCIPAL);
  }

  private static CommandResult ssh(String command) {
    return destination().ssh(command).run();
  }
}
