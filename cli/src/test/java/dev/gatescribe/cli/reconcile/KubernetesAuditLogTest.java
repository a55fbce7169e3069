package dev.gatescribe.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.cli.reconcile.LoginLog.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesAuditLogTest {
  private final List<ClusterRequest> requests = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  private KubernetesAuditLog read(Set<String> accounts, String... lines) {
    KubernetesAuditLog log = new KubernetesAuditLog(LogReader.CLOCK, accounts, requests::add);
    for (String line : lines) {
      LogPlace place = new LogPlace("audit.log", readings.size() + 1);
      readings.add(log.read(line, place, _ -> {}));
    }
    return log;
  }

  /** As kube-apiserver writes it at level Metadata. */
  static String line(String auditId, String stage, String user, String impersonated, int status) {
    return ("{'kind':'Event','apiVersion':'audit.k8s.io/v1','level':'Metadata','auditID':'"
            + auditId
            + "','stage':'"
            + stage
            + "','requestURI':'/api/v1/namespaces/shop/pods?limit=500','verb':'list','user':{"
            + "'username':'"
            + user
            + "','groups':['gateways','system:authenticated']},"
            + (impersonated.isEmpty()
                ? ""
                : "'impersonatedUser':{'username':'"
                    + impersonated
                    + "','groups':['shopkeepers','system:authenticated']},")
            + "'sourceIPs':['10.0.0.7'],'userAgent':'kubectl/v1.32.4 (linux/amd64)',"
            + "'objectRef':{'resource':'pods','namespace':'shop','apiVersion':'v1'},"
            + "'responseStatus':{'metadata':{},'code':"
            + status
            + "},'requestReceivedTimestamp':'2026-11-21T09:07:05.123456Z',"
            + "'stageTimestamp':'2026-11-21T09:07:05.130000Z','annotations':{"
            + "'authorization.k8s.io/decision':'allow'}}")
        .replace('\'', '"');
  }

  @Test
  void stagesOfOneRequestAreOneRequest() {
    read(
        Set.of(),
        line("a-1", "RequestReceived", "gateway", "", 0),
        line("a-1", "ResponseStarted", "gateway", "ada", 200),
        line("a-1", "ResponseComplete", "gateway", "ada", 200));

    assertThat(requests).hasSize(1);
    assertThat(readings).containsOnly(Reading.UNDERSTOOD);
  }

  @Test
  void whatARequestWasIsRead() {
    read(Set.of(), line("a-1", "ResponseComplete", "gateway", "ada", 200));

    assertThat(requests)
        .containsExactly(
            new ClusterRequest(
                Instant.parse("2026-11-21T09:07:05.123456Z"),
                new LogPlace("audit.log", 1),
                "a-1",
                "gateway",
                "ada",
                "10.0.0.7",
                "kubectl/v1.32.4 (linux/amd64)",
                "list",
                "/api/v1/namespaces/shop/pods?limit=500"));
  }

  @Test
  void anotherRequestThatBorrowsAnAuditIdIsARequestOfItsOwn() {
    read(
        Set.of(),
        line("a-1", "ResponseComplete", "gateway", "ada", 200),
        line("a-1", "ResponseComplete", "mallory", "", 200));

    assertThat(requests).extracting(ClusterRequest::user).containsExactly("gateway", "mallory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "system:serviceaccount:shop:till",
        "system:node:n1",
        "system:apiserver",
        "system:anonymous"
      })
  void theClustersOwnPartsAreLeftOutAndCounted(String user) {
    KubernetesAuditLog log = read(Set.of(), line("x", "ResponseComplete", user, "", 200));

    assertThat(requests).isEmpty();
    assertThat(log.clusterRequests()).isOne();
  }

  @Test
  void theGatewaysOwnServiceAccountIsLookedAt() {
    String account = "system:serviceaccount:gateways:gatescribe";

    read(Set.of(account), line("x", "ResponseComplete", account, "ada", 200));

    assertThat(requests).hasSize(1);
  }

  @Test
  void whoWasNotRecognisedDidNotGetIn() {
    read(Set.of(), line("x", "ResponseComplete", "somebody", "", 401));

    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "7", "{\"auditID\":\"a\"}", "null", "x"})
  void whatIsNoEventIsMalformed(String line) {
    read(Set.of(), line);

    assertThat(readings).containsExactly(Reading.MALFORMED);
  }
}
