package dev.gatescribe.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.KubectlCommand;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each refusal is what kubectl shows as an answer of the API server, and says who refused what. */
@Tag("cluster")
class RefusedRequestTest {
  @AutoClose private static GatewayedCluster gatewayed;

  @BeforeAll
  static void startCluster() {
    gatewayed = GatewayedCluster.start();
  }

  @Test
  void unknownTokenIsRefused() throws IOException {
    KubectlCommand unknown = gatewayed.changed("gst_[A-Za-z0-9_-]*", "gst_wrong");

    refused(unknown, "You must be logged in to the server");
    // kubectl shows a 401's own words only where it did not have to discover the API before.
    assertThat(unknown.run("auth", "whoami").stderrText()).contains("unknown-principal");
  }

  @Test
  void clusterThatDoesNotExistIsRefusedAsOneThatMayNotBeReached() throws IOException {
    refused(
        gatewayed.changed("/clusters/cluster/", "/clusters/vault/"),
        "There is no target named vault that you may reach");
  }

  @Test
  void groupThatNoRuleAllowsIsRefusedWithTheRulesName() throws IOException {
    refused(gatewayed.changed("/developers\n", "/admins\n"), "not as admins (policy demo-cluster)");
  }

  @Test
  void groupOfTheSystemIsRefused() throws IOException {
    refused(gatewayed.changed("/developers\n", "/system:masters\n"), "system:masters");
  }

  @Test
  void impersonationOfAnotherIsRefused() {
    CommandResult result = gatewayed.kubectl().run("get", "pods", "--as", "somebody");

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains("feature-not-allowed", "--as");
  }

  @Test
  void whatTheClusterRefusesIsRefusedInItsOwnWords() {
    CommandResult result = gatewayed.kubectl().run("delete", "namespace", "kube-public");

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stderrText()).contains("User \"demo\" cannot delete resource \"namespaces\"");
  }

  private static void refused(KubectlCommand kubectl, String message) {
    CommandResult result = kubectl.run("get", "pods");

    assertThat(result.exitStatus()).isNotZero();
    assertThat(result.stdoutText()).isEmpty();
    assertThat(result.stderrText()).contains(message);
  }
}
