package dev.gatescribe.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.format.FormatException;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.ManifestCodec;
import dev.gatescribe.recording.format.ObjectNames;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.recording.verify.Verification;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody changes what is stored. The store is a copy on its own: no server, no data directory.
 */
class TamperedRecordingTest {
  /** More than two segments' worth, and short enough that every file is flipped into often. */
  private static final int OUTPUT_BYTES = 9_000_000;

  private static final int FLIPS_PER_FILE = 25;

  @AutoClose private static final TemporaryDirectory FOLDER = new TemporaryDirectory();
  private static Path original;
  private static Path key;
  private static RecordingId id;
  private static String signer;

  private Path store;
  private StoredRecordings recordings;

  @BeforeAll
  static void record() throws IOException {
    try (DemoServer demo = DemoServer.start()) {
      StoredRecordings.Since since = demo.newRecordings();
      demo.gateway().ssh("head -c " + OUTPUT_BYTES + " /dev/urandom").discardOutput().run();
      id = since.awaitFinished();
      demo.stop();
      original = FOLDER.resolve("original");
      TemporaryDirectory.copy(demo.store(), original);
      key = Files.copy(demo.publicSigningKey(), FOLDER.resolve("key.pem"));
    }
    CommandResult whole = verify(original, "--key", key.toString());
    assertThat(whole.exitStatus()).as(whole.toString()).isZero();
    signer = whole.stdoutText().lines().findFirst().orElseThrow().replaceFirst(".*: ", "");
  }

  @BeforeEach
  void copyTheStore() {
    store = FOLDER.resolve("store");
    TemporaryDirectory.copy(original, store);
    recordings = new StoredRecordings(store);
  }

  @AfterEach
  void removeTheCopy() {
    TemporaryDirectory.remove(store);
  }

  private static CommandResult verify(Path store, String... more) {
    String[] words = {"recordings", "verify", id.toString(), "--store", store.toString()};
    return CommandLineTool.run(
        Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void nothingIsChangedThenItVerifiesAndTheSignerIsCheckedOnlyWithAKey() {
    CommandResult without = verify(store);
    CommandResult with = verify(store, "--key", key.toString());

    assertThat(signer).startsWith("SHA256:");
    assertThat(without.exitStatus()).isZero();
    assertThat(without.stdoutText()).startsWith("signer not checked: " + signer + "\n");
    assertThat(with.exitStatus()).isZero();
    assertThat(with.stdoutText())
        .startsWith("signer checked: " + signer + "\n")
        .contains("verified " + id + ": sealed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000.segment", "00000001.segment", "manifest.json"})
  void oneBitIsFlippedThenVerifyNamesTheFile(String name) throws IOException {
    flip(recordings.folder(id).resolve(name), new Random(name.hashCode()));

    assertNamed(verify(store, "--key", key.toString()), name);
  }

  @Test
  void anyBitOfAnyFileIsFlippedThenItIsFoundInThatFile() throws IOException {
    long seed = Long.getLong("gatescribe.seed", 1L);
    Random random = new Random(seed);
    RecordingVerifier verifier =
        new RecordingVerifier(recordings.store(), RecordingKind.SESSION, null);
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int flip = 0; flip < FLIPS_PER_FILE; flip++) {
        String where = flip(file, random);

        Verification verification = verifier.verify(id);

        assertThat(verification.findings())
            .as("seed " + seed + ", " + where)
            .isNotEmpty()
            .allMatch(finding -> finding.object().endsWith("/" + file.getFileName()));
        Files.write(file, whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000.segment", "00000001.segment", "manifest.json"})
  void fileIsRemovedThenVerifyNamesIt(String name) throws IOException {
    Files.delete(recordings.folder(id).resolve(name));

    CommandResult result = verify(store);

    assertNamed(result, name);
    assertThat(result.stdoutText()).contains("missing");
  }

  @Test
  void lastSegmentIsRemovedThenVerifyNamesIt() throws IOException {
    String last = files().get(files().size() - 2).getFileName().toString();
    assertThat(last).endsWith(".segment");
    Files.delete(recordings.folder(id).resolve(last));

    assertNamed(verify(store), last);
  }

  @Test
  void fileIsCutOffThenVerifyNamesIt() throws IOException {
    Path file = recordings.folder(id).resolve("00000001.segment");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));

    assertNamed(verify(store), "00000001.segment");
  }

  @Test
  void segmentsAreExchangedThenVerifyNamesBoth() throws IOException {
    Path folder = recordings.folder(id);
    Path aside = folder.resolve("aside");
    Files.move(folder.resolve("00000000.segment"), aside);
    Files.move(folder.resolve("00000001.segment"), folder.resolve("00000000.segment"));
    Files.move(aside, folder.resolve("00000001.segment"));

    CommandResult result = verify(store);

    assertNamed(result, "00000000.segment");
    assertNamed(result, "00000001.segment");
  }

  @Test
  void fileIsAddedThenVerifyNamesIt() throws IOException {
    Path folder = recordings.folder(id);
    Files.copy(folder.resolve("00000001.segment"), folder.resolve("00000099.segment"));

    assertNamed(verify(store), "00000099.segment");
  }

  @Test
  void recordingIsSignedAgainWithAnotherKeyThenVerifyTellsWhenGivenTheKey()
      throws IOException, FormatException {
    SigningKey other = SigningKey.generate();
    Path manifestFile = recordings.folder(id).resolve(ObjectNames.MANIFEST);
    Manifest manifest = ManifestCodec.decode(Files.readAllBytes(manifestFile)).manifest();
    Files.write(manifestFile, ManifestCodec.encode(manifest, other));

    CommandResult with = verify(store, "--key", key.toString());
    CommandResult without = verify(store);

    assertNamed(with, ObjectNames.MANIFEST);
    assertThat(with.stdoutText())
        .contains("signed with another key")
        .contains(other.publicKey().fingerprint())
        .contains(signer);
    // Nobody can know without a key; so it says whose signature it was, for a person to compare.
    assertThat(without.exitStatus()).isZero();
    assertThat(without.stdoutText())
        .startsWith("signer not checked: " + other.publicKey().fingerprint() + "\n");
  }

  @Test
  void oneBitIsFlippedThenTheListStillShowsTheOthersAndSaysWhichIsDamaged() throws IOException {
    flip(recordings.folder(id).resolve("manifest.json"), new Random(7));

    var list = CommandLineTool.json("recordings", "list", "--store", store.toString(), "--json");

    assertThat(list).hasSize(1);
    assertThat(list.get(0).get("id").asText()).isEqualTo(id.toString());
    assertThat(list.get(0).get("state").asText()).isEqualTo("damaged");
    assertThat(list.get(0).get("problem").asText()).contains("manifest.json");
  }

  private static void assertNamed(CommandResult result, String name) {
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(1);
    assertThat(result.stdoutText().lines())
        .anyMatch(line -> line.startsWith("WRONG ") && line.contains(id + "/" + name + ": "));
    assertThat(result.stdoutText()).contains("NOT VERIFIED " + id);
  }

  /** The recording's files, segments first. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(recordings.folder(id))) {
      return files.sorted().toList();
    }
  }

  private static String flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int position = random.nextInt(bytes.length);
    int bit = random.nextInt(Byte.SIZE);
    bytes[position] ^= (byte) (1 << bit);
    Files.write(file, bytes);
    return file.getFileName() + " byte " + position + " bit " + bit;
  }
}
