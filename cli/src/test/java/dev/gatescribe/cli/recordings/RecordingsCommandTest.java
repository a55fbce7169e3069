package dev.gatescribe.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingsCommandTest {
  @TempDir private Path folder;
  private StoredExample example;
  private RecordingId older;
  private RecordingId newer;

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void storeTwoRecordings() throws IOException {
    example = new StoredExample(folder.resolve("data/store"));
    older = example.store(Instant.parse("2026-11-20T23:59:59Z"), "uptime");
    newer = example.store(Instant.parse("2026-11-21T08:00:00Z"), "vim \u001b]0;evil\u0007");
  }

  @Test
  void listIsAnArrayNewestFirst() throws IOException {
    Outcome outcome = run("list", "--json");

    JsonNode array = JsonMapper.builder().build().readTree(outcome.out);
    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(array.isArray()).isTrue();
    assertThat(array).hasSize(2);
    assertThat(array.get(0).get("id").asText()).isEqualTo(newer.toString());
    assertThat(array.get(1).get("id").asText()).isEqualTo(older.toString());
    assertThat(array.get(0).get("principal").asText()).isEqualTo("ada");
    assertThat(array.get(0).get("state").asText()).isEqualTo("sealed");
    assertThat(array.get(0).get("endReason").asText()).isEqualTo("client-closed");
  }

  @Test
  void aTableIsForPeople() {
    assertThat(run("list").out)
        .contains("WHO", "deploy@web-1", "sealed", "client-closed", newer.toString());
  }

  @Test
  void anEmptyStoreSaysWhatToDo() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Outcome outcome = runWith("recordings", "list", "--store", empty.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("No recordings yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "verify --all", "show abc", "export abc"})
  void aDirectoryThatIsNoStoreIsRefusedAndTheOneBeneathIsSuggested(String command) {
    List<String> words = new ArrayList<>(List.of("recordings"));
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("--store", folder.resolve("data").toString()));

    Outcome outcome = runWith(words.toArray(String[]::new));

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err)
        .contains("is no object store", "is it " + folder.resolve("data/store") + "?");
  }

  @Test
  void aStoreWithAnAuditLogAloneIsAStore() throws IOException {
    Files.createDirectories(folder.resolve("quiet/store/audit"));

    Outcome outcome = runWith("recordings", "list", "--data", folder.resolve("quiet").toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("No recordings yet");
  }

  @Test
  void aRecordingWithoutManifestIsNotFinishedAndNothingIsWrong() throws IOException {
    Files.delete(example.store.resolve(ObjectNames.manifest(RecordingKind.SESSION, newer)));

    assertThat(run("list").out.lines().filter(line -> line.contains(newer.toString())))
        .singleElement()
        .satisfies(line -> assertThat(line).endsWith("not finished"));
    assertThat(run("show", newer.toString()).out)
        .contains("not finished")
        .doesNotContain("incomplete", "manifest");
    assertThat(run("list", "--json").out).contains("\"state\" : \"incomplete\"");
  }

  @Test
  void aLimitThatShowsNothingIsAUsageError() {
    Outcome outcome = run("list", "--limit", "0");

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("--limit");
  }

  @ParameterizedTest
  @CsvSource({"export, --json", "play, --audit"})
  void optionsThatWouldBeIgnoredAreRefused(String command, String option) {
    Outcome outcome = run(command, newer.toString(), option);

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("Unknown option: '" + option + "'");
  }

  @Test
  void aStoreThatIsNotThereIsNamed() {
    Outcome outcome = runWith("recordings", "list", "--store", folder.resolve("no").toString());

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains(folder.resolve("no").toString(), "--data DIR");
  }

  @Test
  void showSaysWhatRanAndNeverPrintsItsControlCodes() {
    Outcome outcome = run("show", newer.toString());

    assertThat(outcome.out).contains("ada", "deploy@web-1", "status 3", "100×30", "engineers");
    assertThat(outcome.out).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void theEndOfAnIdIsEnough() {
    assertThat(run("show", newer.toString().substring(18)).out).contains(newer.toString());
  }

  @Test
  void anUnknownIdIsAnErrorThatSaysHowToGoOn() {
    Outcome outcome = run("show", "0".repeat(26));

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("gatescribe recordings list");
  }

  @Test
  void exportWritesACast() {
    Outcome outcome = run("export", newer.toString(), "--format", "asciicast-v3");

    assertThat(outcome.out.lines().findFirst().orElseThrow())
        .startsWith("{\"version\":3,\"term\":{\"cols\":80,\"rows\":24");
    assertThat(outcome.out).contains("\"r\",\"100x30\"", "Grüße").doesNotContain("typed");
    assertThat(run("export", newer.toString(), "--format", "asciicast-v3", "--input").out)
        .contains("\"i\",\"typed\"");
  }

  @Test
  void anUnknownFormatIsAUsageError() {
    Outcome outcome = run("export", newer.toString(), "--format", "gif");

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("gif", "asciicast-v3");
  }

  @Test
  void aDataDirectoryAndAStoreAtOnceAreRefused() {
    Outcome outcome = run("list", "--store", example.store.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("--data or --store");
  }

  private Outcome run(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "recordings";
    all[1] = command;
    all[2] = "--data";
    all[3] = folder.resolve("data").toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return runWith(all);
  }

  private static Outcome runWith(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }
}
