package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recordings go when their time has come, in the built server. */
class RetentionTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Long enough for a hold to be put on what has just been recorded, also on a busy machine. */
  private static final String SHORT_LIVES =
      "retention: {interval: 1s, rules: [{name: tests, labels: {environment: test},"
          + " maximum: 20s}]}";

  @Test
  void maximumHasPassedThenTheRecordingGoesAndTheHeldOneStays() throws Exception {
    try (GatewayedHost host = GatewayedHost.configured(SHORT_LIVES)) {
      host.destination().ssh("echo one").run().orFail();
      String held = sealed(host, 1).getFirst();
      String server = host.gateway().webUrl().toString();
      String data = host.gateway().data().toString();
      CommandLineTool.run(
              "hold", "add", held, "--reason", "case 17", "--server", server, "--data", data)
          .orFail();
      host.destination().ssh("echo two").run().orFail();

      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(host.web().metric("gatescribe_retention_deleted_total", "")).isEqualTo(1));

      assertThat(ids(data)).containsExactly(held);
      assertThat(
              CommandLineTool.run("hold", "list", "--server", server, "--data", data).stdoutText())
          .contains(held, "case 17");
      CommandResult refused =
          CommandLineTool.run(
              "recordings", "delete", held, "--reason", "no", "--server", server, "--data", data);
      assertThat(refused.exitStatus()).isEqualTo(2);
      assertThat(refused.stderrText()).contains("held", "case 17");
      CommandResult verified =
          CommandLineTool.run(
              "recordings",
              "verify",
              "--all",
              "--data",
              data,
              "--key",
              data + "/keys/recording-signing.pub.pem");
      assertThat(verified.exitStatus()).as(verified.toString()).isZero();
      assertThat(verified.stdoutText()).contains("1 recording checked: all hold");
    }
  }

  @Test
  void gatewayIsKilledWhileItDeletesThenTheNextOneFinishes() throws Exception {
    String slow =
        SHORT_LIVES
            .replace("interval: 1s", "interval: 1s, objectsPerSecond: 1")
            .replace("maximum: 20s", "maximum: 8s");
    try (GatewayedHost host = GatewayedHost.configured(slow)) {
      host.destination().ssh("echo one").run().orFail();
      String id = sealed(host, 1).getFirst();
      Path notes = host.gateway().data().resolve("deletions");
      await().atMost(LIMIT).pollInterval(Duration.ofMillis(2)).until(() -> isAny(notes));

      host.gateway().process().kill();
      host.gateway().restart();

      String data = host.gateway().data().toString();
      await().atMost(LIMIT).until(() -> !isAny(notes) && ids(data).isEmpty());
      CommandResult gone = CommandLineTool.run("recordings", "show", id, "--data", data);
      assertThat(gone.stderrText()).contains("was deleted at", "by retention");
    }
  }

  private static boolean isAny(Path folder) throws java.io.IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }

  private static List<String> sealed(GatewayedHost host, int count) {
    String data = host.gateway().data().toString();
    await()
        .atMost(LIMIT)
        .until(() ->
            CommandLineTool.json("recordings", "list", "--json", "--data", data)
                    .findValuesAsText("state")
                    .stream()
                    .filter("sealed"::equals)
                    .count()
                == count);
    return List.copyOf(ids(data));
  }

  private static Set<String> ids(String data) {
    return new TreeSet<>(
        CommandLineTool.json("recordings", "list", "--json", "--data", data)
            .findValuesAsText("id"));
  }
}
