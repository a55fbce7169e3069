package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.WebClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs get from the web interface: with the token everything, without it nothing. */
class WebInterfaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @AutoClose private static DemoServer demo;
  private static WebClient web;
  private static RecordingId recorded;

  @BeforeAll
  static void startDemoAndRecord() {
    demo = DemoServer.start();
    web = demo.web();
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh("echo hello; exit 3").run();
    recorded = since.awaitFinished();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/recordings",
        "/api/recordings/ID",
        "/api/recordings/ID/events",
        "/api/recordings/ID/export",
        "/api/me",
        "/q/metrics"
      })
  void strangerAsksThenNothingIsShown(String path) {
    var response = web.getWithoutToken(path.replace("ID", recorded.toString()));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).doesNotContain("hello").doesNotContain(recorded.toString());
  }

  @Test
  void strangerGuessesATokenThenNothingIsShown() {
    WebClient guesser =
        new WebClient(java.net.URI.create(demo.environment().get("GATESCRIBE_WEB_URL")), "guess");

    assertThat(guesser.get("/api/recordings").statusCode()).isEqualTo(401);
  }

  @Test
  void operatorSeesTheFiguresOfTheRecorderAndTheSessions() {
    assertThat(web.metric("gatescribe_journal_backlog_bytes", "")).isNotNegative();
    assertThat(web.metric("gatescribe_journal_waiting_bytes", "")).isZero();
    assertThat(web.metric("gatescribe_store_failures_total", "")).isZero();
    assertThat(web.metric("gatescribe_sessions_ended_total", "client-closed")).isPositive();
  }

  @Test
  void programHasTheTokenThenItListsTheRecordings() {
    JsonNode listed = null;
    for (JsonNode recording : web.json("/api/recordings").get("recordings")) {
      if (recording.get("id").asText().equals(recorded.toString())) {
        listed = recording;
      }
    }

    assertThat(listed).isNotNull();
    assertThat(listed.get("state").asText()).isEqualTo("sealed");
    assertThat(listed.get("principal").asText()).isEqualTo("demo");
    assertThat(listed.get("target").asText()).isEqualTo("demo");
    assertThat(listed.get("endReason").asText()).isEqualTo("client-closed");
  }

  @Test
  void programHasTheTokenThenItReadsTheEventsWithTheirBytes() {
    JsonNode page = web.json("/api/recordings/" + recorded + "/events");

    StringBuilder output = new StringBuilder();
    String types = "";
    for (JsonNode event : page.get("events")) {
      types += event.get("type").asText() + " ";
      if (event.get("type").asText().equals("output")) {
        byte[] bytes = Base64.getDecoder().decode(event.get("data").asText());
        output.append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    assertThat(output.toString()).isEqualTo("hello\n");
    assertThat(types).startsWith("session-started ").endsWith("session-ended ");
    assertThat(types).contains("command-started").contains("exited");
    assertThat(page.get("live").asBoolean()).isFalse();
    assertThat(page.get("next").isNull()).isTrue();
  }

  @Test
  void sessionIsLiveThenItsEventsCanBeFollowed() throws java.io.IOException {
    StoredRecordings.Since since = demo.newRecordings();
    try (ChildProcess ssh = demo.gateway().ssh("echo first; cat").openInput().start()) {
      await().atMost(LIMIT).until(() -> ssh.stdout().text().equals("first\n"));
      JsonNode newest = web.json("/api/recordings").at("/recordings/0");
      assertThat(newest.get("state").asText()).isEqualTo("live");
      String events = "/api/recordings/" + newest.get("id").asText() + "/events?from=";
      JsonNode page = web.json(events + 0);
      assertThat(page.get("live").asBoolean()).isTrue();
      assertThat(outputs(page)).isEqualTo("first\n");

      ssh.stdin().write("second\n".getBytes(StandardCharsets.UTF_8));
      ssh.stdin().flush();

      long next = page.get("next").asLong();
      await().atMost(LIMIT).until(() -> outputs(web.json(events + next)).equals("second\n"));
    }
    since.awaitFinished();
  }

  private static String outputs(JsonNode page) {
    StringBuilder output = new StringBuilder();
    for (JsonNode event : page.get("events")) {
      if (event.get("type").asText().equals("output")) {
        byte[] bytes = Base64.getDecoder().decode(event.get("data").asText());
        output.append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return output.toString();
  }

  @Test
  void programExportsThenItGetsAnAsciicast() {
    var response = web.get("/api/recordings/" + recorded + "/export?format=asciicast-v3");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("{\"version\":3,").contains("hello\\n");
  }

  @Test
  void idIsUnknownThenTheAnswerIsNotFound() {
    String unknown = RecordingId.create(java.time.Instant.now()).toString();

    assertThat(web.get("/api/recordings/" + unknown).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/health/live"})
  void strangerAsksForHealthThenItIsUp(String path) {
    var response = web.getWithoutToken(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"status\": \"UP\"");
  }

  @Test
  void programAsksForMetricsThenSessionsAreCounted() {
    assertThat(web.metric("gatescribe_sessions_ended_total", "reason=\"client-closed\""))
        .isGreaterThanOrEqualTo(1);
    assertThat(web.metric("gatescribe_sessions_admitted_total", "")).isGreaterThanOrEqualTo(1);
    assertThat(web.metric("jvm_memory_used_bytes", "area=\"heap\"")).isPositive();
  }

  @Test
  void programAsksForTheDescriptionThenItIsOpenApi() {
    var response = web.getWithoutToken("/q/openapi");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .startsWith("---\nopenapi: 3")
        .contains("/api/recordings/{id}/events");
  }

  @Test
  void personOpensTheAddressThenAPageComes() {
    var response = web.getWithoutToken("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("text/html");
  }
}
