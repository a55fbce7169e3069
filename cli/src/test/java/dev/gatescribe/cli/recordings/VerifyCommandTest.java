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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  private final Instant now = Instant.now();

  @TempDir private Path folder;
  private StoredExample example;
  private RecordingId older;
  private RecordingId newer;

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void storeTwoRecordings() throws IOException {
    example = new StoredExample(folder.resolve("store"));
    older = example.store(now.minus(Duration.ofHours(25)), "uptime");
    newer = example.store(now.minus(Duration.ofHours(23)), "vim");
  }

  @Test
  void verifyWithoutAKeySaysThatTheSignerWasNotChecked() {
    Outcome outcome = run(newer.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out)
        .contains("signer not checked: " + example.key.publicKey().fingerprint(), "verified");
  }

  @Test
  void verifyWithTheRightKeyChecksTheSigner() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), example.key.publicKey().pem());

    Outcome outcome = run(newer.toString(), "--key", key.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("signer checked: ");
  }

  @Test
  void verifyWithAnotherKeyFailsAndNamesTheManifest() throws IOException {
    Path key =
        Files.writeString(folder.resolve("key.pem"), SigningKey.generate().publicKey().pem());

    Outcome outcome = run(newer.toString(), "--key", key.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out).contains("manifest.json", "signed with another key");
  }

  @Test
  void aFlippedBitIsFoundAndItsFileNamed() throws IOException {
    String name = ObjectNames.segment(RecordingKind.SESSION, newer, 0);
    Path file = example.store.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Outcome one = run(newer.toString());
    Outcome all = run("--all");

    assertThat(one.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(one.out).contains("WRONG " + name, "NOT VERIFIED");
    assertThat(all.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(all.out).contains("2 recordings checked: NOT all hold");
  }

  @Test
  void verifyAsJsonListsTheFindings() throws IOException {
    Files.delete(manifest(newer));

    Outcome outcome = run(newer.toString(), "--json");

    JsonNode json = JsonMapper.builder().build().readTree(outcome.out);
    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(json.get("holds").asBoolean()).isFalse();
    assertThat(json.get("findings").get(0).get("object").asText()).endsWith("manifest.json");
  }

  @Test
  void allIsSaidAndTheSignerNamedOnceForAllOfThem() {
    Outcome outcome = run("--all");

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out.lines())
        .containsExactly(
            "signer not checked: " + example.key.publicKey().fingerprint(),
            "  (pass --key FILE, for example DATA/keys/recording-signing.pub.pem)",
            "verified " + newer + ": sealed, 1 segment, 10 events, " + storedBytes(newer) + " B",
            "verified " + older + ": sealed, 1 segment, 10 events, " + storedBytes(older) + " B",
            "2 recordings checked: all hold");
  }

  @Test
  void aSecondSignerIsSaidToo() throws IOException {
    StoredExample other = new StoredExample(example.store);
    other.store(now, "id");

    assertThat(run("--all").out)
        .contains(
            "signer not checked: " + example.key.publicKey().fingerprint(),
            "signer not checked: " + other.key.publicKey().fingerprint());
  }

  @Test
  void aSessionThatIsStillWrittenIsCountedApartAndNothingIsWrong() throws IOException {
    Files.delete(manifest(newer));

    Outcome outcome = run("--all");
    JsonNode json = JsonMapper.builder().build().readTree(run("--all", "--json").out);

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out)
        .contains(
            "not finished " + newer + ": 1 segment so far holds",
            "2 recordings checked: 1 hold, 1 not finished")
        .doesNotContain("WRONG");
    assertThat(json.get(0).get("outcome").asText()).isEqualTo("not-finished");
    assertThat(json.get(0).get("holds").asBoolean()).isFalse();
    assertThat(json.get(0).get("state").asText()).isEqualTo("incomplete");
    assertThat(json.get(1).get("outcome").asText()).isEqualTo("holds");
  }

  @Test
  void aRecordingWithoutManifestThatIsSilentForADayIsWrong() throws IOException {
    Files.delete(manifest(older));

    Outcome outcome = run("--all");

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out)
        .contains(
            "WRONG " + ObjectNames.manifest(RecordingKind.SESSION, older) + ": the manifest is",
            "NOT VERIFIED " + older + ": not finished",
            "2 recordings checked: NOT all hold: 1 hold, 1 WRONG");
  }

  @Test
  void aRecordingWithoutManifestThatIsNamedDoesNotHold() throws IOException {
    Files.delete(manifest(newer));

    Outcome outcome = run(newer.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out)
        .contains(
            "WRONG " + ObjectNames.manifest(RecordingKind.SESSION, newer),
            "NOT VERIFIED " + newer + ": not finished",
            "1 segment so far holds");
  }

  @Test
  void aSegmentThatIsDamagedBeforeThereIsAManifestIsWrongAtOnce() throws IOException {
    Files.delete(manifest(newer));
    Files.write(
        example.store.resolve(ObjectNames.segment(RecordingKind.SESSION, newer, 0)), new byte[9]);

    Outcome outcome = run("--all");

    assertThat(outcome.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(outcome.out)
        .contains("00000000.segment: ", "1 hold, 1 WRONG")
        .doesNotContain("so far");
  }

  @Test
  void noRecordingsAtAllIsNotThatAllHold() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty/audit")).getParent();

    Outcome outcome = runIn(empty, "--all");

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err)
        .contains("no recordings in " + empty, "looked for " + empty.resolve("recordings") + "/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID --key /no/such.pem", "ID --all", "zzzzzz", ""})
  void whatCannotBeCheckedIsNotWhatDoesNotHold(String words) {
    String typed = words.replace("ID", newer.toString());

    Outcome outcome = run(typed.isEmpty() ? new String[0] : typed.split(" "));

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err).isNotEmpty().doesNotContain("Exception");
  }

  @Test
  void aKeyThatIsNoTextIsRefusedInWords() throws IOException {
    Path key = Files.write(folder.resolve("key"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});

    Outcome outcome = run(newer.toString(), "--key", key.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains(key + " is no PEM text");
  }

  private long storedBytes(RecordingId id) {
    Path segment = example.store.resolve(ObjectNames.segment(RecordingKind.SESSION, id, 0));
    return segment.toFile().length();
  }

  private Path manifest(RecordingId id) {
    return example.store.resolve(ObjectNames.manifest(RecordingKind.SESSION, id));
  }

  private Outcome run(String... arguments) {
    return runIn(example.store, arguments);
  }

  private static Outcome runIn(Path store, String... arguments) {
    List<String> words = new ArrayList<>(List.of("recordings", "verify"));
    words.addAll(List.of("--store", store.toString()));
    words.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }
}
