package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code gatescribe recordings …} on a copy of a store, on a machine that never had a server. */
class RecordingsCommandTest {
  @AutoClose private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static String store;
  private static RecordingId older;
  private static RecordingId newer;

  @BeforeAll
  static void recordTwoSessionsAndCopyTheStore() {
    Path copy = FOLDER.resolve("copy");
    try (DemoServer demo = DemoServer.start()) {
      StoredRecordings.Since since = demo.newRecordings();
      demo.gateway().ssh("echo older").run();
      older = since.awaitFinished();
      since = demo.newRecordings();
      demo.gateway().ssh("cat; echo err >&2; exit 37").input(new byte[] {'h', 'i', '\n'}).run();
      newer = since.awaitFinished();
      demo.stop();
      TemporaryDirectory.copy(demo.store(), copy);
    }
    store = copy.toString();
  }

  @Test
  void listIsJsonThenItIsAnArrayNewestFirst() {
    JsonNode list = CommandLineTool.json("recordings", "list", "--store", store, "--json");

    assertThat(list.isArray()).isTrue();
    assertThat(list).hasSize(2);
    assertThat(list.get(0).get("id").asText()).isEqualTo(newer.toString());
    assertThat(list.get(1).get("id").asText()).isEqualTo(older.toString());
    assertThat(list.get(0).get("state").asText()).isEqualTo("sealed");
    assertThat(list.get(0).get("principal").asText()).isEqualTo("demo");
  }

  @Test
  void listIsForPeopleThenEachRecordingIsALine() {
    CommandResult result = CommandLineTool.run("recordings", "list", "--store", store).orFail();

    assertThat(result.stdoutText().lines()).hasSize(3);
    assertThat(result.stdoutText()).contains(older.toString()).contains("sealed");
  }

  @Test
  void recordingIsShownThenItSaysWhoRanWhatAndHowItEnded() {
    JsonNode shown =
        CommandLineTool.json("recordings", "show", newer.toString(), "--store", store, "--json");

    assertThat(shown.get("login").asText()).isEqualTo(System.getProperty("user.name"));
    JsonNode stream = shown.at("/streams/0");
    assertThat(stream.get("what").asText()).isEqualTo("cat; echo err >&2; exit 37");
    assertThat(stream.get("inputBytes").asLong()).isEqualTo(3);
    assertThat(stream.get("outputBytes").asLong()).isEqualTo(7);
    assertThat(stream.get("endedWith").asText()).isEqualTo("status 37");
  }

  @Test
  void recordingIsNamedByTheEndOfItsIdThenItIsFound() {
    String end = newer.toString().substring(16);

    CommandResult result =
        CommandLineTool.run("recordings", "show", end, "--store", store).orFail();

    assertThat(result.stdoutText()).contains(newer.toString());
  }

  @Test
  void recordingIsExportedThenItIsAnAsciicastWithTheOutput() {
    CommandResult result =
        CommandLineTool.run(
                "recordings",
                "export",
                older.toString(),
                "--store",
                store,
                "--format",
                "asciicast-v3")
            .orFail();

    assertThat(result.stdoutText().lines().findFirst().orElse("")).contains("\"version\":3");
    assertThat(result.stdoutText()).contains(",\"o\",\"older\\n\"]").contains(",\"x\",\"0\"]");
  }

  @Test
  void recordingIsPlayedThenItsOutputComesOut() {
    CommandResult result =
        CommandLineTool.run(
                "recordings", "play", older.toString(), "--store", store, "--speed", "100")
            .orFail();

    assertThat(result.stdoutText()).startsWith("older\r\n");
  }

  @Test
  void allAreVerifiedThenEachHoldsAsJsonToo() {
    JsonNode all =
        CommandLineTool.json("recordings", "verify", "--all", "--store", store, "--json");

    assertThat(all).hasSize(2);
    for (JsonNode verification : all) {
      assertThat(verification.get("holds").asBoolean()).isTrue();
      assertThat(verification.get("signerChecked").asBoolean()).isFalse();
    }
  }

  @Test
  void auditLogIsVerifiedThenItHoldsToo() {
    CommandResult result =
        CommandLineTool.run("recordings", "verify", "--all", "--audit", "--store", store);

    assertThat(result.exitStatus()).as(result.toString()).isZero();
    assertThat(result.stdoutText()).contains("all hold");
  }

  @Test
  void idIsUnknownThenTheAnswerSaysHowToFindOne() {
    CommandResult result = CommandLineTool.run("recordings", "show", "zzzzzz", "--store", store);

    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.stderrText()).contains("zzzzzz").contains("recordings list");
  }

  @Test
  void storeIsNotThereThenTheAnswerSaysWhere() {
    CommandResult result = CommandLineTool.run("recordings", "list", "--store", "/nowhere");

    assertThat(result.exitStatus()).isEqualTo(2);
    assertThat(result.stderrText()).contains("/nowhere").contains("--store");
  }
}
