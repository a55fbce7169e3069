package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.MetadataPostgres;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.WebClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What happened in sessions is found, and recording needs no database for it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchTest {
  /** The database starts beside the doors, and a machine that does other things takes longer. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private static DemoServer demo;
  private static WebClient web;

  @BeforeAll
  static void startDemo() {
    demo = DemoServer.start();
    web = demo.web();
  }

  @Test
  @Order(1)
  void sessionEndsThenItIsFoundByItsCommandAndByWhatAppeared() {
    RecordingId id = record("echo straw''berry fields");

    JsonNode shown = awaitHits("strawberry fields", 1).get(0);
    assertThat(shown.get("recording").asText()).isEqualTo(id.toString());
    assertThat(shown.get("kind").asText()).isEqualTo("output");
    assertThat(shown.get("found").asText()).isEqualTo("strawberry fields");
    assertThat(awaitHits("straw berry fields", 1).get(0).get("kind").asText()).isEqualTo("command");
    assertThat(web.metric("gatescribe_metadata_usable", "")).isOne();
    await().atMost(LIMIT).until(() -> web.metric("gatescribe_index_lag", "") == 0);
    assertThat(web.getWithoutToken("/api/search?phrase=strawberry").statusCode()).isEqualTo(401);
  }

  @Test
  @Order(2)
  void commandSearchesBesideTheServer() throws Exception {
    record("echo beside");
    awaitHits("beside", 2);

    CommandResult found =
        index("search", "besi", "--prefix", "--kind", "output", "--json").orFail();

    JsonNode hits = new ObjectMapper().readTree(found.stdout());
    assertThat(hits).hasSize(1);
    assertThat(hits.get(0).get("found").asText()).isEqualTo("beside");
    assertThat(index("search", "no such words").orFail().stdoutText()).contains("No recording");
    assertThat(index("search", "--kind", "nonsense", "x").stderrText())
        .contains("no kind nonsense");
    assertThat(index("search", "?!").exitStatus()).isEqualTo(2);
  }

  @Test
  @Order(3)
  void databaseIsKilledThenSessionsAreRecordedAndItComesBackAndCatchesUp() {
    awaitHits("strawberry", 1);
    ProcessHandle postgres = MetadataPostgres.of(demo.data()).orElseThrow();
    postgres.destroyForcibly();
    postgres.onExit().join();

    RecordingId meanwhile = record("echo while it was a''way");

    assertThat(web.getWithoutToken("/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(awaitHits("it was away", 1).get(0).get("recording").asText())
        .isEqualTo(meanwhile.toString());
    assertThat(awaitHits("strawberry fields", 1)).isNotEmpty();
    assertThat(MetadataPostgres.of(demo.data()).orElseThrow().pid()).isNotEqualTo(postgres.pid());
  }

  @Test
  @Order(4)
  void databaseStandsStillThenSearchSaysSoAndHealthToo() {
    awaitHits("strawberry", 1);
    ProcessHandle postgres = MetadataPostgres.of(demo.data()).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(postgres.descendants().toList());
    all.add(postgres);
    all.forEach(process -> signal("STOP", process));
    try {
      record("echo nobody waits");
      await().atMost(LIMIT).until(() -> web.get("/api/search?phrase=x").statusCode() == 503);
      assertThat(web.get("/api/search?phrase=x").body()).contains("search-unavailable");
      await().atMost(LIMIT).until(() -> web.metric("gatescribe_metadata_usable", "") == 0);
      assertThat(web.getWithoutToken("/q/health/ready").statusCode()).isEqualTo(200);
      assertThat(web.get("/q/health/well").body()).contains("metadata", "DOWN");
    } finally {
      all.forEach(process -> signal("CONT", process));
    }
    awaitHits("nobody waits", 2);
  }

  @Test
  @Order(5)
  void serverIsKilledAndStartedAgainThenTheIndexIsThereAndSoIsWhatItMissed() {
    record("echo before the k''ill");
    demo.kill();
    demo.restart();

    awaitHits("before the kill", 1);
    awaitHits("strawberry fields", 1);
  }

  private static RecordingId record(String command) {
    StoredRecordings.Since since = demo.newRecordings();
    demo.gateway().ssh(command).run().orFail();
    return since.awaitFinished();
  }

  private static JsonNode awaitHits(String phrase, int count) {
    String path = "/api/search?phrase=" + phrase.replace(" ", "%20");
    await()
        .atMost(LIMIT)
        .until(
            () -> web.get(path).statusCode() == 200 && web.json(path).get("hits").size() == count);
    return web.json(path).get("hits");
  }

  private static CommandResult index(String... words) {
    List<String> command = new ArrayList<>(List.of("index"));
    command.addAll(List.of(words));
    Path configuration = demo.data().resolve("gatescribe.yaml");
    command.addAll(List.of("--config", configuration.toString()));
    return ChildProcess.run(LIMIT, BuiltServer.server(command).toArray(String[]::new));
  }

  private static void signal(String name, ProcessHandle process) {
    ChildProcess.run(LIMIT, "kill", "-" + name, Long.toString(process.pid()));
  }
}
