package dev.gatescribe.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends a session, and what is left of it. */
@Timeout(60)
class SessionEndTest {
  private Workshop workshop;

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  private void openWithIdle(Duration idle) throws Exception {
    workshop =
        Workshop.open(limits -> {
          KubernetesGatewaySettings.Times times = limits.times();
          return new KubernetesGatewaySettings.Limits(
              limits.numbers(),
              new KubernetesGatewaySettings.Times(
                  times.handshake(),
                  times.clientIdle(),
                  times.body(),
                  idle,
                  times.target(),
                  times.upstreamIdle()));
        });
  }

  @Test
  void nothingIsAskedForAWhileThenTheSessionEndsAndTheNextRequestOpensAnother() throws Exception {
    openWithIdle(Duration.ofMillis(300));
    workshop.get("/version");
    await()
        .atMost(Workshop.PATIENCE)
        .until(
            () -> workshop.recorder.recordings().getFirst().ends().equals(List.of(EndReason.IDLE)));

    HttpResponse<String> answer = workshop.get("/version");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(workshop.recorder.recordings()).hasSize(2);
    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.auditLog.events(AuditAction.SESSION_ENDED).size() == 2);
    assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
        .extracting(AuditEvent::reason)
        .containsOnly("idle");
  }

  @Test
  void aWatchIsOpenForLongerThanASessionMayBeIdleThenTheSessionLives() throws Exception {
    openWithIdle(Duration.ofMillis(200));
    workshop.target.answer = SessionEndTest::watch;
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
      assertThat(FakeApiServer.line(client.in())).contains("200");
      Instant later = Instant.now().plusMillis(1_000);
      await().atMost(Workshop.PATIENCE).until(() -> Instant.now().isAfter(later));

      assertThat(workshop.recorder.only().ends()).isEmpty();
    }
  }

  @Test
  void thePermissionEndsWhileAWatchIsOpenThenTheWatchIsCutAndThatIsRecorded() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    workshop.until = Instant.now().plusMillis(1_500);
    workshop.target.answer = SessionEndTest::watch;
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
      assertThat(FakeApiServer.line(client.in())).contains("200");
      while (!client.isClosed()) {
        // What was said before the end may still arrive.
      }
    }
    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.recorder.only().ends().equals(List.of(EndReason.ADMISSION_EXPIRED)));
    List<Event> events = workshop.recorder.only().events();
    assertThat(events.getLast())
        .isEqualTo(new KubernetesEvent.RequestEnded(1, RequestOutcome.FAILED));
    await().atMost(Workshop.PATIENCE).until(() -> workshop.target.open() == 0);
  }

  @Test
  void thePermissionEndsBeforeTheTargetAnswersThenTheClientIsToldWhy() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    workshop.until = Instant.now().plusMillis(1_000);
    workshop.target.answer = (_, in, _) -> in.read() >= 0;

    HttpResponse<String> answer = workshop.get("/version");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("admission-expired").contains("the permission ended at");
  }

  @Test
  void theTokenExpiresThenTheNextRequestIsRefusedAndWhatRunsIsCut() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    workshop.target.answer = SessionEndTest::watch;
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
      assertThat(FakeApiServer.line(client.in())).contains("200");

      workshop.tokens.remove(Workshop.TOKEN);

      assertThat(workshop.get("/version").statusCode()).isEqualTo(401);
      await()
          .atMost(Workshop.PATIENCE)
          .until(
              () -> workshop.recorder.only().ends().equals(List.of(EndReason.ADMISSION_EXPIRED)));
      while (!client.isClosed()) {
        // What was said before the end may still arrive.
      }
    }
  }

  @Test
  void theDoorIsStoppedThenSessionsEndAndTheirRecordingsAreHandedOver() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    workshop.target.answer = SessionEndTest::watch;
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
      assertThat(FakeApiServer.line(client.in())).contains("200");

      workshop.gateway().stop(Duration.ofSeconds(5));

      assertThat(workshop.recorder.only().ends()).containsExactly(EndReason.GATEWAY_STOPPED);
      assertThat(workshop.auditLog.events(AuditAction.SESSION_ENDED))
          .extracting(AuditEvent::reason)
          .containsExactly("gateway-stopped");
      while (!client.isClosed()) {
        // What was said before the end may still arrive.
      }
    }
  }

  @Test
  void theRecordingBreaksWhileNothingHappensThenTheSessionEnds() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    assertThat(workshop.get("/version").statusCode()).isEqualTo(200);

    workshop.recorder.only().breakNow();

    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.recorder.only().ends().equals(List.of(EndReason.RECORDER_FAILED)));
  }

  @Test
  void theRecorderFailsInMidAnswerThenTheClientIsCutOff() throws Exception {
    openWithIdle(Duration.ofMinutes(5));
    workshop.recorder.refuse(KubernetesEvent.ResponseBody.class::isInstance);
    workshop.target.answer = SessionEndTest::watch;
    try (RawClient client = new RawClient(workshop)) {
      client.send(RawClient.head("GET", "/api/v1/pods?watch=1"));
      assertThat(FakeApiServer.line(client.in())).contains("200");
      StringBuilder rest = new StringBuilder();
      for (String line = FakeApiServer.line(client.in());
          line != null;
          line = FakeApiServer.line(client.in())) {
        rest.append(line).append('\n');
      }

      assertThat(rest.toString()).doesNotContain("ADDED");
    } catch (IOException reset) {
      assertThat(reset).isInstanceOf(SocketException.class);
    }
    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> workshop.recorder.only().ends().equals(List.of(EndReason.RECORDER_FAILED)));
  }

  private static boolean watch(FakeApiServer.Asked asked, InputStream in, OutputStream out)
      throws Exception {
    FakeApiServer.head(out, 200, "Transfer-Encoding: chunked");
    FakeApiServer.chunk(out, "{\"type\":\"ADDED\"}\n");
    return in.read() >= 0;
  }
}
