package dev.gatescribe.testbed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The REST API over real recordings, against what ssh showed and what the command line says. */
@ExtendWith(SignedInDemo.Extension.class)
class RecordingApiTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int PAGE_BYTES = 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static DemoServer demo;
  private static SshDestination gateway;
  private static WebClient web;

  @BeforeAll
  static void open(SignedInDemo signedIn) {
    demo = signedIn.server();
    gateway = demo.gateway();
    web = demo.web();
  }

  @Test
  void listIsReadInPagesThenEveryRecordingIsThereOnceNewestFirst() {
    StoredRecordings.Since since = demo.newRecordings();
    for (int number = 0; number < 5; number++) {
      gateway.ssh("echo " + number).run().orFail();
    }
    Set<RecordingId> made = since.awaitFinished(5);

    List<String> listed = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          web.json("/api/recordings?limit=2" + (next.isEmpty() ? "" : "&before=" + next));
      page.get("recordings").forEach(recording -> listed.add(recording.get("id").textValue()));
      sizes.add(page.get("recordings").size());
      next = page.get("next").asText("");
    } while (!next.isEmpty());

    assertThat(listed)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.reverseOrder())
        .hasSize(demo.recordings().ids().size())
        .containsAll(made.stream().map(RecordingId::toString).toList());
    assertThat(sizes.subList(0, sizes.size() - 1)).containsOnly(2);
  }

  @Test
  void recordingIsListedThenItSaysWhoWhatWhenAndWhyItEnded() {
    RecordingId id = record("exit 37");

    JsonNode recording = web.json("/api/recordings/" + id);

    assertThat(recording.get("principal").textValue()).isEqualTo("demo");
    assertThat(recording.get("login").textValue() + "@" + recording.get("target").textValue())
        .isEqualTo(gateway.user());
    assertThat(recording.get("protocol").textValue()).isEqualTo("ssh");
    assertThat(recording.get("authentication").textValue()).startsWith("publickey SHA256:");
    assertThat(recording.get("clientAddress").textValue()).startsWith("127.0.0.1:");
    assertThat(recording.get("state").textValue()).isEqualTo("sealed");
    assertThat(recording.get("endReason").textValue()).isEqualTo("client-closed");
    assertThat(recording.get("durationMillis").longValue()).isBetween(0L, LIMIT.toMillis());
    assertThat(recording.get("problem").isNull()).isTrue();
    JsonNode newest = web.json("/api/recordings?limit=1").get("recordings").get(0);
    assertThat(newest).isEqualTo(recording);
  }

  @Test
  void commandWritesMuchThenThePagesOfEventsHoldEveryByteThatSshShowed() {
    byte[] input = new byte[3_000_000];
    new Random(3).nextBytes(input);
    StoredRecordings.Since since = demo.newRecordings();
    CommandResult shown = gateway.ssh("tee /dev/stderr").input(input).run().orFail();

    RecordedEvents recorded = RecordedEvents.read(web, since.awaitFinished());

    assertThat(recorded.bytes("output")).isEqualTo(shown.stdout());
    assertThat(recorded.bytes("error-output")).isEqualTo(shown.stderr());
    assertThat(recorded.ofType("input").stream().mapToLong(e -> e.get("length").longValue()).sum())
        .isEqualTo(input.length);
    assertThat(recorded.pages()).hasSizeGreaterThan(5);
    for (JsonNode page : recorded.pages()) {
      long length = 0;
      for (JsonNode event : page.get("events")) {
        length += event.has("data") ? RecordedEvents.data(event).length : 0;
      }
      assertThat(length).isLessThanOrEqualTo(PAGE_BYTES);
    }
  }

  @Test
  void eventsAreReadByTwosThenTheyAreTheSameAsAtOnceWithoutGaps() {
    RecordingId id = record("for i in 1 2 3; do echo $i; echo $i >&2; done; exit 3");

    RecordedEvents byTwos = RecordedEvents.read(web, id, 2);
    RecordedEvents atOnce = RecordedEvents.read(web, id);

    assertThat(byTwos.all()).isEqualTo(atOnce.all());
    assertThat(byTwos.pages()).hasSizeGreaterThan(3);
    assertThat(atOnce.pages()).hasSize(1);
    assertThat(atOnce.all())
        .extracting(event -> event.get("sequence").longValue())
        .containsExactlyElementsOf(
            java.util.stream.LongStream.range(0, atOnce.all().size()).boxed().toList());
    assertThat(atOnce.all()).extracting(event -> event.get("offsetMicros").longValue()).isSorted();
    assertThat(atOnce.ofType("exited"))
        .singleElement()
        .satisfies(event -> assertThat(event.get("status").intValue()).isEqualTo(3));
  }

  @Test
  void personTypesAPasswordThenTheApiTellsItsLengthAndNothingElse() {
    byte[] password = "correct horse battery staple".getBytes(StandardCharsets.UTF_8);
    StoredRecordings.Since since = demo.newRecordings();
    gateway.ssh("cat > /dev/null").input(password).run().orFail();
    RecordingId id = since.awaitFinished();

    List<JsonNode> input = RecordedEvents.read(web, id).ofType("input");

    assertThat(input).isNotEmpty().noneMatch(event -> event.has("data"));
    assertThat(input.stream().mapToLong(event -> event.get("length").longValue()).sum())
        .isEqualTo(password.length);
    assertThat(web.get("/api/recordings/" + id + "/export").body()).doesNotContain("horse");
  }

  @Test
  void recordingIsExportedThenTheFileIsTheOneOfTheCommandLine() {
    StoredRecordings.Since since = demo.newRecordings();
    gateway
        .ssh("printf 'colour \\033[31mred\\033[0m \\303\\244 \\377'; exit 4")
        .options("-tt")
        .run();
    RecordingId id = since.awaitFinished();

    HttpResponse<String> answer = web.get("/api/recordings/" + id + "/export?format=asciicast-v3");
    CommandResult printed =
        CommandLineTool.run(
            "recordings",
            "export",
            id.toString(),
            "--format",
            "asciicast-v3",
            "--data",
            demo.data().toString());

    assertThat(answer.body()).isEqualTo(printed.orFail().stdoutText()).contains("colour");
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-asciicast");
    assertThat(answer.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"" + id + ".cast\"");
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0,                          400, bad-parameter",
    "?limit=201,                        400, bad-parameter",
    "?limit=-1,                         400, bad-parameter",
    "?limit=many,                       400, bad-parameter",
    "?limit=99999999999,                400, bad-parameter",
    "?before=yesterday,                 400, bad-parameter",
    "/yesterday,                        400, bad-parameter",
    "/00000000000000000000000000,        404, no-such-recording",
    "/00000000000000000000000000/events, 404, no-such-recording",
    "/00000000000000000000000000/export, 404, no-such-recording",
    "/{id}/events?from=-1,              400, bad-parameter",
    "/{id}/events?from=first,           400, bad-parameter",
    "/{id}/events?limit=0,              400, bad-parameter",
    "/{id}/events?limit=5001,           400, bad-parameter",
    "/{id}/export?format=zip,           400, bad-parameter",
    "/{id}/export?stream=last,          400, bad-parameter",
    "/{id}/nothing,                     404, not-found",
    "/..%2f..%2fetc%2fpasswd,           400, bad-parameter",
  })
  void requestIsWrongThenAProblemDocumentSaysSo(String path, int status, String code)
      throws IOException {
    RecordingId id = anyRecording();

    HttpResponse<String> answer = web.get("/api/recordings" + path.replace("{id}", id.toString()));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("code").textValue()).isEqualTo(code);
    assertThat(problem.get("detail").textValue()).endsWith(".");
    assertThat(answer.body()).doesNotContain("Exception", "at dev.", "jakarta");
  }

  @Test
  void eventsBehindTheEndAreAskedForThenThereAreNoneAndNoMoreWillCome() {
    RecordingId id = anyRecording();

    JsonNode page = web.json("/api/recordings/" + id + "/events?from=1000000");

    assertThat(page.get("events")).isEmpty();
    assertThat(page.get("next").isNull()).isTrue();
  }

  @Test
  void sessionIsRunningThenItsEventsGrowUntilItEnds() throws IOException {
    StoredRecordings.Since since = demo.newRecordings();
    String id;
    JsonNode first;
    JsonNode second;
    try (ChildProcess ssh = gateway.ssh("echo started; cat").openInput().start()) {
      OutputStream input = ssh.stdin();
      id = awaitLive();
      first = awaitOutput(id, 0, "started\n");
      assertThat(first.get("live").booleanValue()).isTrue();

      input.write("typed while it runs\n".getBytes(StandardCharsets.UTF_8));
      input.flush();
      second = awaitOutput(id, first.get("next").longValue(), "typed while it runs\n");
      input.close();
      ssh.await(LIMIT).orFail();
    }

    assertThat(since.awaitFinished().toString()).isEqualTo(id);
    await().atMost(LIMIT).pollInterval(POLL).until(() -> state(id).equals("sealed"));
    RecordedEvents whole = RecordedEvents.read(web, RecordingId.parse(id));
    List<JsonNode> seenLive = new ArrayList<>();
    first.get("events").forEach(seenLive::add);
    second.get("events").forEach(seenLive::add);
    assertThat(whole.all()).startsWith(seenLive.toArray(JsonNode[]::new));
    assertThat(whole.pages().getLast().get("live").booleanValue()).isFalse();
    assertThat(whole.all().getLast().get("type").textValue()).isEqualTo("session-ended");
  }

  private static String awaitLive() {
    List<String> live = new ArrayList<>();
    await()
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(() -> {
          for (JsonNode recording : web.json("/api/recordings").get("recordings")) {
            if (recording.get("state").textValue().equals("live")) {
              live.add(recording.get("id").textValue());
            }
          }
          return !live.isEmpty();
        });
    return live.getFirst();
  }

  /** Asks from the same place until what came since holds this output. */
  private static JsonNode awaitOutput(String id, long from, String text) {
    List<JsonNode> pages = new ArrayList<>();
    await()
        .atMost(LIMIT)
        .pollInterval(POLL)
        .until(() -> {
          JsonNode page = web.json("/api/recordings/" + id + "/events?from=" + from);
          pages.add(page);
          StringBuilder output = new StringBuilder();
          for (JsonNode event : page.get("events")) {
            if (event.get("type").textValue().equals("output")) {
              output.append(new String(RecordedEvents.data(event), StandardCharsets.UTF_8));
            }
          }
          return output.indexOf(text) >= 0;
        });
    return pages.getLast();
  }

  private static String state(String id) {
    return web.json("/api/recordings/" + id).get("state").textValue();
  }

  private static RecordingId record(String command) {
    StoredRecordings.Since since = demo.newRecordings();
    gateway.ssh(command).run();
    return since.awaitFinished();
  }

  private static RecordingId anyRecording() {
    Set<RecordingId> ids = demo.recordings().ids();
    return ids.isEmpty() ? record("echo any") : ids.iterator().next();
  }
}
