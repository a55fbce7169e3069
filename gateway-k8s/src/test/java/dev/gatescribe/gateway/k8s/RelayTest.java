package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.UpstreamCredential;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.WithheldReason;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and answers pass, in the principal's name, recorded. */
@Timeout(60)
class RelayTest {
  private static final String NOT_FOUND =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";

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
  void admittedClientListsPodsThenTheApiServerSeesThePrincipalImpersonated(
      HttpClient.Version version) throws Exception {
    HttpResponse<String> answer =
        workshop.send(workshop.request("/api/v1/namespaces/web/pods?limit=500").build(), version);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.body()).isEqualTo("{\"kind\":\"PodList\",\"items\":[]}");
    FakeApiServer.Asked asked = workshop.target.asked.getFirst();
    assertThat(asked.target()).isEqualTo("/api/v1/namespaces/web/pods?limit=500");
    assertThat(asked.header("impersonate-user")).containsExactly("alice");
    assertThat(asked.header("impersonate-group")).containsExactly(Workshop.LOGIN);
    assertThat(asked.header("authorization"))
        .containsExactly("Bearer " + Workshop.SECRET_OF_TARGET);
    assertThat(asked.header("host")).containsExactly("127.0.0.1:" + workshop.target.port());
  }

  @Test
  void aListIsAskedForThenTheRecordingTellsItInOrder() throws Exception {
    workshop.get("/api/v1/namespaces/web/pods");

    assertThat(workshop.recorder.only().events())
        .hasSize(5)
        .satisfiesExactly(
            event -> {
              KubernetesEvent.RequestStarted started = (KubernetesEvent.RequestStarted) event;
              assertThat(started.verb()).isEqualTo("list");
              assertThat(started.resource().namespace()).isEqualTo("web");
              assertThat(started.resource().resource()).isEqualTo("pods");
            },
            event -> {
              Event.TargetConnected connected = (Event.TargetConnected) event;
              assertThat(connected.remoteAddress()).isEqualTo("127.0.0.1");
              assertThat(connected.remotePort()).isEqualTo(workshop.target.port());
            },
            event ->
                assertThat(event)
                    .isEqualTo(new KubernetesEvent.ResponseStarted(1, 200, "application/json")),
            event ->
                assertThat(event)
                    .isEqualTo(
                        new KubernetesEvent.ResponseBody(
                            1,
                            new Content.Withheld(
                                WithheldReason.POLICY,
                                "{\"kind\":\"PodList\",\"items\":[]}".length()))),
            event ->
                assertThat(event)
                    .isEqualTo(new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED)));
  }

  @Test
  void aConnectionIsNotRecordedYetThenNothingReachesTheTarget() throws Exception {
    workshop.recorder.hold(Event.TargetConnected.class::isInstance);

    try (HttpClient client = workshop.http(HttpClient.Version.HTTP_1_1)) {
      var answer = client.sendAsync(workshop.request("/version").build(), BodyHandlers.ofString());

      await()
          .atMost(Workshop.PATIENCE)
          .until(() ->
              !workshop.recorder.recordings().isEmpty() && workshop.recorder.only().waiting() == 1);
      assertThat(workshop.target.asked).isEmpty();
      workshop.recorder.release();
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theAuditIdNamesSessionAndRequestAndTheClientsOwnIsNotPassedOn() throws Exception {
    workshop.send(
        workshop.request("/version").header("Audit-ID", "the-clients-own").build(),
        HttpClient.Version.HTTP_1_1);
    workshop.get("/version");

    String session = workshop.recorder.only().id().toString();
    assertThat(workshop.target.asked.getFirst().header("audit-id")).containsExactly(session + "-1");
    assertThat(workshop.target.asked.get(1).header("audit-id")).containsExactly(session + "-2");
  }

  @Test
  void clientCertificateIsTheCredentialThenTheTargetSeesItAndNoToken() throws Exception {
    TestCertificates.Identity gateway = workshop.certificates.client("gateway");
    workshop.credentials =
        _ -> new UpstreamCredential.ClientCertificate(pem(gateway), gateway.privateKeyPem());

    HttpResponse<String> answer = workshop.get("/version");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(workshop.target.asked.getFirst().peer()).isEqualTo("CN=gateway");
    assertThat(workshop.target.asked.getFirst().header("authorization")).isEmpty();
  }

  private static String pem(TestCertificates.Identity identity) {
    try {
      return identity.certificatePem();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangeIsSentThenItsBodyIsRecordedAndArrivesUnchanged(HttpClient.Version version)
      throws Exception {
    String body = "{\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"}}";

    HttpResponse<String> answer =
        workshop.send(
            workshop
                .request("/api/v1/namespaces/web/configmaps")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            version);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(workshop.target.asked.getFirst().body()).isEqualTo(body);
    assertThat(recordedBody()).isEqualTo(body);
  }

  @Test
  void aSecretIsChangedThenItArrivesAndItsValuesAreNotRecorded() throws Exception {
    String body = "{\"kind\":\"Secret\",\"data\":{\"password\":\"aHVudGVyMg==\"}}";

    workshop.send(
        workshop
            .request("/api/v1/namespaces/web/secrets")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());

    assertThat(workshop.target.asked.getFirst().body()).isEqualTo(body);
    assertThat(recordedBody())
        .isEqualTo("{\"kind\":\"Secret\",\"data\":{\"password\":\"withheld(secret)\"}}");
  }

  @Test
  void theRecorderHoldsTheRequestThenNothingReachesTheApiServerUntilItLetsGo() throws Exception {
    workshop.get("/version");
    workshop.recorder.hold(KubernetesEvent.RequestBody.class::isInstance);
    try (HttpClient client = workshop.http(HttpClient.Version.HTTP_1_1)) {
      var pending =
          client.sendAsync(
              workshop
                  .request("/api/v1/namespaces/web/configmaps")
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());
      await().atMost(Workshop.PATIENCE).until(() -> workshop.recorder.only().waiting() == 1);
      assertThat(workshop.target.asked).hasSize(1);

      workshop.recorder.release();

      assertThat(pending.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(workshop.target.asked).hasSize(2);
    }
  }

  @Test
  void theRecorderFailsThenTheClientIsToldAndTheSessionEnds() throws Exception {
    workshop.recorder.refuse(KubernetesEvent.ResponseStarted.class::isInstance);

    HttpResponse<String> answer = workshop.get("/version");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("recorder-failed");
    await()
        .atMost(Workshop.PATIENCE)
        .untilAsserted(() ->
            assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.RECORDER_FAILED));
  }

  @ParameterizedTest
  @EnumSource
  void aWatchSaysSomethingThenTheClientHasItWhileTheWatchGoesOn(HttpClient.Version version)
      throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(
              out, 200, "Content-Type: application/json", "Transfer-Encoding: chunked");
          FakeApiServer.chunk(out, "{\"type\":\"ADDED\"}\n");
          seen.await(20, TimeUnit.SECONDS);
          FakeApiServer.chunk(out, "{\"type\":\"DELETED\"}\n");
          FakeApiServer.chunk(out, "");
          return true;
        };
    try (HttpClient client = workshop.http(version)) {
      HttpResponse<InputStream> answer =
          client.send(
              workshop.request("/api/v1/pods?watch=true").build(), BodyHandlers.ofInputStream());

      String first = FakeApiServer.line(answer.body());
      seen.countDown();

      assertThat(first).isEqualTo("{\"type\":\"ADDED\"}");
      assertThat(answer.body().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"type\":\"DELETED\"}\n");
    }
  }

  @Test
  void theApiServerSaysNoThenItsReasonIsRecordedInClear() throws Exception {
    workshop.target.answer = (_, _, out) -> FakeApiServer.json(out, 404, NOT_FOUND);

    HttpResponse<String> answer = workshop.get("/api/v1/namespaces/web/pods/none");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(NOT_FOUND);
    assertThat(
            FakeRecorder.FakeRecording.join(
                workshop.recorder.only().events(KubernetesEvent.ResponseBody.class).stream()
                    .map(KubernetesEvent.ResponseBody::content)
                    .toList()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(NOT_FOUND);
  }

  @Test
  void theTargetRedirectsThenTheClientIsToldAndNobodyFollows() throws Exception {
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(out, 302, "Location: https://attacker.example/", "Content-Length: 0");
          return true;
        };

    HttpResponse<String> answer = workshop.get("/api/v1/namespaces/web/pods/x/log");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(workshop.target.asked).hasSize(1);
  }

  @Test
  void severalRequestsComeThenTheyAreOneSessionOverOneUpstreamConnection() throws Exception {
    try (HttpClient client = workshop.http(HttpClient.Version.HTTP_1_1)) {
      for (int i = 0; i < 5; i++) {
        client.send(workshop.request("/version").build(), BodyHandlers.ofString());
      }
    }

    assertThat(workshop.asked).hasSize(1);
    assertThat(workshop.recorder.only().events(KubernetesEvent.RequestEnded.class))
        .extracting(KubernetesEvent.RequestEnded::request)
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(workshop.target.connections).hasValue(1);
    assertThat(workshop.auditLog.events(AuditAction.SESSION_STARTED)).hasSize(1);
  }

  @Test
  void theApiServerClosedAnUnusedConnectionThenAReadIsRepeatedOnANewOne() throws Exception {
    try (HttpClient client = workshop.http(HttpClient.Version.HTTP_1_1)) {
      client.send(workshop.request("/version").build(), BodyHandlers.ofString());
      workshop.target.answer =
          (asked, _, out) ->
              asked.connection() > 1 && FakeApiServer.json(out, 200, "{\"kind\":\"Second\"}");

      HttpResponse<String> answer =
          client.send(workshop.request("/version").build(), BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("Second");
    }
  }

  @Test
  void theTargetSendsItsAnswerAndLeavesAtOnceThenNothingOfItIsLost() throws Exception {
    String body = "x".repeat(100_000);
    workshop.target.answer =
        (_, _, out) -> {
          FakeApiServer.head(out, 200, "Connection: close");
          out.write(body.getBytes(StandardCharsets.US_ASCII));
          return false;
        };

    HttpResponse<String> answer = workshop.get("/api/v1/namespaces/web/pods/x/log");

    assertThat(answer.body()).hasSize(body.length());
  }

  @Test
  void aClientLeavesAWatchThenItsUpstreamConnectionIsClosedAndThatIsRecorded() throws Exception {
    workshop.target.answer =
        (_, in, out) -> {
          FakeApiServer.head(out, 200, "Transfer-Encoding: chunked");
          FakeApiServer.chunk(out, "{}\n");
          return in.read() >= 0;
        };
    try (var socket = workshop.connect()) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + Workshop.PREFIX
                      + "/api/v1/pods?watch=1 HTTP/1.1\r\nHost: g\r\n"
                      + "Authorization: Bearer "
                      + Workshop.TOKEN
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(FakeApiServer.line(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(workshop.recorder.only().events(KubernetesEvent.RequestEnded.class))
              .extracting(KubernetesEvent.RequestEnded::outcome)
              .containsExactly(RequestOutcome.CLIENT_CLOSED);
          assertThat(workshop.target.open()).isZero();
        });
  }

  private String recordedBody() {
    return new String(
        FakeRecorder.FakeRecording.join(
            workshop.recorder.only().events(KubernetesEvent.RequestBody.class).stream()
                .map(KubernetesEvent.RequestBody::content)
                .toList()),
        StandardCharsets.UTF_8);
  }
}
