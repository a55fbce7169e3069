package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Somebody removes a recording from the store of a running gateway. */
class MissingRecordingTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void aRecordingIsRemovedThenMetricHealthLogAndInterfaceSayWhichSessionLacksIt()
      throws IOException {
    try (GatewayedHost host =
        GatewayedHost.configured("coverage:\n  lookEvery: 1s\n  sweepEvery: 1s\n")) {
      WebClient web = host.web();
      StoredRecordings recordings = host.gateway().recordings();
      StoredRecordings.Since since = recordings.now();
      host.destination().ssh("true").run().orFail();
      RecordingId kept = since.awaitFinished();
      since = recordings.now();
      host.destination().ssh("true").run().orFail();
      RecordingId removed = since.awaitFinished();
      awaitMetric(web, "gatescribe_coverage_sessions", "state=\"sealed\"", 2);
      assertThat(web.metric("gatescribe_coverage_missing", "")).isZero();
      // The database of the search index may still be starting.
      await().atMost(LIMIT).until(() -> web.get("/q/health").statusCode() == 200);

      delete(recordings.folder(removed));

      awaitMetric(web, "gatescribe_coverage_missing", "", 1);
      JsonNode coverage = web.json("/api/coverage");
      assertThat(coverage.get("admissions").asInt()).isEqualTo(2);
      assertThat(coverage.get("balanced").asBoolean()).isTrue();
      assertThat(coverage.get("states").get("sealed").asInt()).isOne();
      assertThat(coverage.get("missing")).hasSize(1);
      assertThat(coverage.get("missing").get(0).get("id").asText()).isEqualTo(removed.toString());
      assertThat(coverage.get("missing").get(0).get("principal").asText()).isEqualTo("somebody");
      assertThat(web.get("/q/health").statusCode()).isEqualTo(503);
      assertThat(web.get("/q/health/ready").statusCode()).isEqualTo(200);
      // The log is on standard output, what a start says to people on the other.
      String log = host.gateway().process().stdout() + host.gateway().process().stderr();
      assertThat(log.lines())
          .filteredOn(line -> line.contains(removed.toString()) && line.contains("is missing"))
          .hasSize(1);
      assertThat(log).doesNotContain(kept + " was admitted");
    }
  }

  private static void awaitMetric(WebClient web, String name, String label, double value) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> web.metric(name, label) == value);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walked = Files.walk(folder)) {
      all = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
