package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who somebody is, is said by the gateway alone: on HTTP/1.1, HTTP/2 and upgrades. */
@Timeout(60)
class HeaderStrippingTest {
  private static final String EXEC = "/api/v1/namespaces/web/pods/a/exec?command=id";
  private static final List<String> IDENTITY_HEADERS =
      List.of(
          "X-Remote-User",
          "X-Remote-Group",
          "X-Remote-Extra-Scopes",
          "X_Remote_User",
          "X-Forwarded-For",
          "X-Forwarded-User",
          "X-Forwarded-Client-Cert",
          "Forwarded",
          "X-Real-Ip",
          "Via",
          "Proxy-Authorization");

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
  @EnumSource
  void aClientSaysWhoItIsInHeadersThenTheyDoNotReachTheApiServer(HttpClient.Version version)
      throws Exception {
    var request = workshop.request("/api/v1/namespaces/web/pods").header("X-Kept", "yes");
    IDENTITY_HEADERS.forEach(name -> request.header(name, "admin"));

    HttpResponse<String> answer = workshop.send(request.build(), version);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertClean(workshop.target.asked.getFirst());
    assertThat(workshop.target.asked.getFirst().header("x-kept")).containsExactly("yes");
  }

  @Test
  void anUpgradeSaysWhoItIsInHeadersThenTheyDoNotReachTheApiServer() throws Exception {
    workshop.target.answer = (_, _, out) -> refused(out);
    try (RawClient client = new RawClient(workshop)) {
      String more = String.join(": admin\r\n", IDENTITY_HEADERS) + ": admin";

      client.send(
          RawClient.head(
              "GET",
              EXEC,
              "Connection: Upgrade, X-Named",
              "Upgrade: websocket",
              "X-Named: admin",
              "Sec-WebSocket-Key: x",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Extensions: permessage-deflate",
              "Sec-WebSocket-Protocol: v5.channel.k8s.io, v4.base64.channel.k8s.io,"
                  + " base64url.bearer.authorization.k8s.io.YWRtaW4",
              more));

      assertThat(client.answer().status()).isEqualTo(403);
    }
    FakeApiServer.Asked asked = workshop.target.asked.getFirst();
    assertClean(asked);
    assertThat(asked.header("x-named")).isEmpty();
    assertThat(asked.header("sec-websocket-protocol")).containsExactly("v5.channel.k8s.io");
    assertThat(asked.header("sec-websocket-extensions")).isEmpty();
    assertThat(asked.header("sec-websocket-key")).containsExactly("x");
    assertThat(asked.header("connection")).containsExactlyInAnyOrder("upgrade");
  }

  private static boolean refused(OutputStream out) throws IOException {
    return FakeApiServer.json(out, 403, "{\"kind\":\"Status\"}");
  }

  private static void assertClean(FakeApiServer.Asked asked) {
    for (String name : IDENTITY_HEADERS) {
      assertThat(asked.header(name)).as(name).isEmpty();
    }
    assertThat(asked.headers()).noneMatch(line -> line.startsWith("x-http2-"));
    assertThat(asked.header("authorization"))
        .containsExactly("Bearer " + Workshop.SECRET_OF_TARGET);
    assertThat(asked.header("impersonate-user")).containsExactly("alice");
    assertThat(asked.header("impersonate-group")).containsExactly(Workshop.LOGIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Impersonate-User: admin",
        "impersonate-group: system:masters",
        "IMPERSONATE-UID: 1",
        "Impersonate-Extra-Scopes: x",
        "Impersonate_User: admin"
      })
  void aClientWantsToBeSomebodyElseThenItIsToldNoAndThatIsAudited(String header) throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      String[] parts = header.split(": ", 2);
      HttpResponse<String> answer =
          workshop.send(
              workshop.request("/api/v1/pods").header(parts[0], parts[1]).build(), version);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("\"kind\":\"Status\"").contains("--as");
    }
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", EXEC, "Connection: Upgrade", "Upgrade: websocket", header));
      assertThat(client.answer().status()).isEqualTo(403);
    }
    assertThat(workshop.target.asked).isEmpty();
    assertThat(workshop.auditLog.events(AuditAction.FEATURE_REFUSED))
        .singleElement()
        .satisfies(event -> assertThat(event.detail()).isEqualTo("impersonation"));
    assertThat(workshop.recorder.only().events(KubernetesEvent.RequestEnded.class))
        .extracting(KubernetesEvent.RequestEnded::outcome)
        .containsOnly(RequestOutcome.REFUSED);
  }

  @Test
  void connectionNamesTheImpersonationThenTheGatewaysOwnStillReachesTheApiServer()
      throws Exception {
    try (RawClient client = new RawClient(workshop)) {
      client.send(
          RawClient.head(
              "GET",
              "/version",
              "Connection: Impersonate-User, Impersonate-Group, Authorization, keep-alive"));

      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertClean(workshop.target.asked.getFirst());
  }

  @Test
  void theTargetAnswersWithHeadersOfItsConnectionThenTheClientDoesNotGetThem() throws Exception {
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(
              out,
              200,
              "Connection: X-Secret",
              "X-Secret: 1",
              "Keep-Alive: 5",
              "Audit-Id: 7",
              "Content-Length: 0");
          return true;
        };

    HttpResponse<String> answer = workshop.get("/version");

    assertThat(answer.headers().firstValue("x-secret")).isEmpty();
    assertThat(answer.headers().firstValue("keep-alive")).isEmpty();
    assertThat(answer.headers().firstValue("audit-id")).contains("7");
  }
}
