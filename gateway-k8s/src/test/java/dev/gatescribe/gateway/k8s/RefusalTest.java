package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.Admission;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.UpstreamCredential;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each refusal is a Status that says what was refused and why, and is audited. */
@Timeout(60)
class RefusalTest {
  private static final String PODS = "/api/v1/namespaces/web/pods";

  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = Workshop.open();
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer wrong", "Basic YWxpY2U6eA==", "Bearer ", "alices-token", "Bearer a b"})
  void theTokenIsUnknownThenTheClientIsToldOnEveryRequest(String authorization) throws Exception {
    HttpResponse<String> answer =
        workshop.send(
            HttpRequest.newBuilder(workshop.uri(Workshop.PREFIX + PODS))
                .header("Authorization", authorization)
                .build());

    assertStatus(answer, 401, "Unauthorized", "unknown-principal");
    assertThat(workshop.asked).isEmpty();
    assertThat(workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED)).hasSize(1);
  }

  @Test
  void aStrangerAsksManyTimesThenTheAuditLogHasOneEvent() throws Exception {
    try (HttpClient client = workshop.http(HttpClient.Version.HTTP_2)) {
      for (int i = 0; i < 50; i++) {
        client.send(
            HttpRequest.newBuilder(workshop.uri(Workshop.PREFIX + PODS)).build(),
            HttpResponse.BodyHandlers.discarding());
      }
    }

    assertThat(workshop.auditLog.events(AuditAction.AUTHENTICATION_FAILED)).hasSize(1);
  }

  @Test
  void twoTokensAreShownThenNeitherCounts() throws Exception {
    HttpResponse<String> answer =
        workshop.send(workshop.request(PODS).header("Authorization", "Bearer other").build());

    assertStatus(answer, 401, "Unauthorized", "unknown-principal");
  }

  @Test
  void theTokenIsForAnotherTargetThenTheClientIsToldWhichTokenItIs() throws Exception {
    HttpResponse<String> answer =
        workshop.send(
            HttpRequest.newBuilder(workshop.uri(Workshop.PREFIX + PODS))
                .header("Authorization", "Bearer " + Workshop.OTHER_TARGETS_TOKEN)
                .build());

    assertStatus(answer, 403, "Forbidden", "credential-not-for-target");
    assertThat(answer.body()).contains("the token other does not open target prod");
    assertDenied(DenialReason.CREDENTIAL_NOT_FOR_TARGET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"system:masters", "system:", "system:nodes"})
  void theLoginIsAGroupOfKubernetesItselfThenItIsRefused(String login) throws Exception {
    HttpResponse<String> answer = send("/clusters/prod/" + login + PODS);

    assertStatus(answer, 403, "Forbidden", "login-not-allowed");
    assertThat(workshop.asked).isEmpty();
    assertDenied(DenialReason.LOGIN_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"system:admin", "j\u00f6rg", "a\tb", "system:node:n1"})
  void thePrincipalsNameWouldMeanSomebodyElseThenItIsRefused(String name) throws Exception {
    workshop.tokens.put("odd", Workshop.holder(name, "odd", true));

    HttpResponse<String> answer =
        workshop.send(
            HttpRequest.newBuilder(workshop.uri(Workshop.PREFIX + PODS))
                .header("Authorization", "Bearer odd")
                .build());

    assertStatus(answer, 403, "Forbidden", "login-not-allowed");
    assertThat(workshop.target.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/pods",
        "/clusters",
        "/clusters/prod",
        "/clusters/prod/",
        "/clusters/prod?x=/y/z",
        "/clusters//developers/api",
        "/clusters/../developers/api",
        "/clusters/prod/%64evelopers/api",
        "/clusters/prod%2Fdevelopers/api",
        "/clusters/prod/developers//api/v1/pods",
        "/clusters/prod/developers/api/../../../other/x/api",
        "/clusters/prod/developers/api/v1/namespaces/a%2F..%2Fb/pods",
        "/Clusters/prod/developers/api"
      })
  void thePathNamesNoTargetThenTheClientIsToldAndNothingPasses(String path) throws Exception {
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
              + Workshop.TOKEN
              + "\r\n\r\n");

      RawClient.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("malformed-destination");
    }
    assertThat(workshop.asked).isEmpty();
    assertDenied(DenialReason.MALFORMED_DESTINATION);
  }

  @ParameterizedTest
  @EnumSource
  void theAdmitterDeniesThenItsSentenceReachesTheClient(HttpClient.Version version)
      throws Exception {
    workshop.admitter =
        _ -> new Admission.Denied(DenialReason.TARGET_NOT_ALLOWED, "no rule lets alice there");

    HttpResponse<String> answer = workshop.send(workshop.request(PODS).build(), version);

    assertStatus(answer, 403, "Forbidden", "target-not-allowed");
    assertThat(answer.body()).contains("no rule lets alice there");
    assertThat(workshop.recorder.recordings()).isEmpty();
  }

  @Test
  void kubectlBeginsByListingApisThenTheRefusalIsTextBecauseItShowsNothingElse() throws Exception {
    workshop.admitter =
        _ -> new Admission.Denied(DenialReason.TARGET_NOT_ALLOWED, "no rule lets alice there");

    HttpResponse<String> answer = workshop.get("/api?timeout=32s");

    assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
    assertThat(answer.body())
        .isEqualTo("gatescribe: refused (target-not-allowed): no rule lets alice there");
  }

  @ParameterizedTest
  @EnumSource
  void theNamespaceIsOutsideThenTheRuleIsNamedAndItIsAuditedOnce(HttpClient.Version version)
      throws Exception {
    workshop.onlyNamespaces("web", "shop");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          workshop.send(
              workshop.request("/api/v1/namespaces/kube-system/secrets").build(), version);

      assertStatus(answer, 403, "Forbidden", "namespace-not-allowed");
      assertThat(answer.body())
          .contains("list secrets in namespace kube-system")
          .contains("policy everything")
          .contains("shop, web");
    }
    assertThat(workshop.target.asked).isEmpty();
    assertThat(workshop.auditLog.events(AuditAction.FEATURE_REFUSED))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.reason()).isEqualTo("namespace-not-allowed");
          assertThat(event.rule()).isEqualTo("everything");
          assertThat(event.session()).isNotEmpty();
        });
    assertThat(workshop.send(workshop.request(PODS).build(), version).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/nodes/n1/proxy/exec/web/a/c?command=id",
        "/api/v1/namespaces/web/services/a/proxy/socket",
        "/api/v1/namespaces/web/pods/a/proxy/socket",
        "/api/v1/namespaces/web/pods?watch=true",
        "/api/v1/namespaces/web/pods/a/log?follow=true"
      })
  void somethingThatCannotBeReadWouldBecomeStreamsThenItIsRefused(String path) throws Exception {
    for (String upgrade : List.of("websocket", "SPDY/3.1", "h2c", "anything")) {
      try (RawClient client = new RawClient(workshop)) {
        client.send(
            RawClient.head(
                "GET",
                path,
                "Connection: Upgrade",
                "Upgrade: " + upgrade,
                "Sec-WebSocket-Protocol: v4.channel.k8s.io",
                "X-Stream-Protocol-Version: v4.channel.k8s.io"));

        RawClient.Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("cannot be recorded");
      }
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket",
        "Upgrade: websocket\r\nSec-WebSocket-Protocol: channel.k8s.io",
        "Upgrade: websocket\r\nSec-WebSocket-Protocol: base64.channel.k8s.io",
        "Upgrade: websocket\r\nUpgrade: SPDY/3.1\r\nSec-WebSocket-Protocol: v4.channel.k8s.io",
        "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: channel.k8s.io",
        "Upgrade: SPDY/2\r\nX-Stream-Protocol-Version: v4.channel.k8s.io"
      })
  void anExecOffersNothingThatCanBeReadThenItIsRefused(String headers) throws Exception {
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          RawClient.head("GET", PODS + "/a/exec?command=id", "Connection: Upgrade", headers));

      assertThat(client.answer().status()).isEqualTo(403);
    }
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void theTargetIsWithoutTlsThenNoSecretLeaves() throws Exception {
    workshop.asConfigured =
        target ->
            new Target(
                target.name(),
                target.protocol(),
                target.host(),
                target.port(),
                new TargetTrust.Unprotected());

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 502, "InternalError", "target-certificate-rejected");
    assertThat(workshop.target.connections).hasValue(0);
    assertThat(workshop.recorder.only().ends())
        .containsExactly(EndReason.TARGET_CERTIFICATE_REJECTED);
  }

  @Test
  void theTargetIsSomebodyElseThenNoSecretLeaves() throws Exception {
    TestCertificates others = new TestCertificates();
    workshop.asConfigured =
        target ->
            new Target(
                target.name(),
                target.protocol(),
                target.host(),
                target.port(),
                new TargetTrust.TrustedAuthorities(List.of(others.authority().certificate())));

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 502, "InternalError", "target-certificate-rejected");
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void theCertificateIsForAnotherNameThenNoSecretLeaves() throws Exception {
    workshop.asConfigured =
        target ->
            new Target(
                target.name(), target.protocol(), "localhost", target.port(), target.trust());

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 502, "InternalError", "target-certificate-rejected");
    assertThat(workshop.target.asked).isEmpty();
  }

  @Test
  void theCredentialIsOfNoKindThatClustersKnowThenTheClientIsToldAndShownNothingOfIt()
      throws Exception {
    workshop.credentials = _ -> new UpstreamCredential.Password("hunter2");

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 502, "InternalError", "target-authentication-failed");
    assertThat(answer.body()).doesNotContain("hunter2");
  }

  @Test
  void theTargetDoesNotAcceptTheGatewayThenTheClientIsNotToldThatItsOwnTokenIsWrong()
      throws Exception {
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 401, "{}");

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 502, "InternalError", "target-authentication-failed");
  }

  @Test
  void noRecordingCanBeOpenedThenNothingPasses() throws Exception {
    workshop.recorder.becomeUnavailable();

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 503, "ServiceUnavailable", "recording-unavailable");
    assertThat(workshop.target.connections).hasValue(0);
    assertDenied(DenialReason.RECORDING_UNAVAILABLE);
  }

  @Test
  void theStartCannotBeAuditedThenNothingPasses() throws Exception {
    workshop.auditLog.breakDown();

    HttpResponse<String> answer = workshop.get(PODS);

    assertStatus(answer, 503, "ServiceUnavailable", "recording-unavailable");
    assertThat(workshop.target.connections).hasValue(0);
  }

  private HttpResponse<String> send(String path) throws Exception {
    return workshop.send(
        HttpRequest.newBuilder(workshop.uri(path))
            .header("Authorization", "Bearer " + Workshop.TOKEN)
            .build());
  }

  private void assertDenied(DenialReason reason) {
    assertThat(workshop.auditLog.events(AuditAction.SESSION_DENIED))
        .extracting(AuditEvent::reason)
        .containsExactly(reason.code());
  }

  private static void assertStatus(
      HttpResponse<String> answer, int status, String reason, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body())
        .startsWith("{\"kind\":\"Status\",\"apiVersion\":\"v1\"")
        .contains("\"status\":\"Failure\"")
        .contains("\"reason\":\"" + reason + "\"")
        .contains("\"code\":" + status)
        .contains("gatescribe: ")
        .contains(code);
  }
}
