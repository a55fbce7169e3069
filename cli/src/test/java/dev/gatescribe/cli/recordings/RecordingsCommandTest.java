package dev.gatescribe.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.session.RecordingId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aStoreThatIsNotThereIsNamed() {
    Outcome outcome = runWith("recordings", "list", "--store", folder.resolve("no").toString());

    assertThat(outcome.code).isEqualTo(ExitCode.FAILED);
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

    assertThat(outcome.code).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err).contains("gatescribe recordings list");
  }

  @Test
  void verifyWithoutAKeySaysThatTheSignerWasNotChecked() {
    Outcome outcome = run("verify", newer.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out)
        .contains("signer not checked: " + example.key.publicKey().fingerprint(), "verified");
  }

  @Test
  void verifyWithTheRightKeyChecksTheSigner() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), example.key.publicKey().pem());

    Outcome outcome = run("verify", newer.toString(), "--key", key.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("signer checked: ");
  }

  @Test
  void verifyWithAnotherKeyFailsAndNamesTheManifest() throws IOException {
    Path key =
        Files.writeString(folder.resolve("key.pem"), SigningKey.generate().publicKey().pem());

    Outcome outcome = run("verify", newer.toString(), "--key", key.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out).contains("manifest.json", "signed with another key");
  }

  @Test
  void aFlippedBitIsFoundAndItsFileNamed() throws IOException {
    String name = ObjectNames.segment(RecordingKind.SESSION, newer, 0);
    Path file = example.store.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Outcome one = run("verify", newer.toString());
    Outcome all = run("verify", "--all");

    assertThat(one.code).isEqualTo(ExitCode.FAILED);
    assertThat(one.out).contains("WRONG " + name, "NOT VERIFIED");
    assertThat(all.code).isEqualTo(ExitCode.FAILED);
    assertThat(all.out).contains("2 recordings checked: NOT all hold");
  }

  @Test
  void verifyAsJsonListsTheFindings() throws IOException {
    Files.delete(example.store.resolve(ObjectNames.manifest(RecordingKind.SESSION, newer)));

    Outcome outcome = run("verify", newer.toString(), "--json");

    JsonNode json = JsonMapper.builder().build().readTree(outcome.out);
    assertThat(outcome.code).isEqualTo(ExitCode.FAILED);
    assertThat(json.get("holds").asBoolean()).isFalse();
    assertThat(json.get("findings").get(0).get("object").asText()).endsWith("manifest.json");
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

    assertThat(outcome.code).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err).contains("gif", "asciicast-v3");
  }

  @Test
  void aDataDirectoryAndAStoreAtOnceAreRefused() {
    Outcome outcome = run("list", "--store", example.store.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.FAILED);
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
