package dev.gatescribe.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.GatescribeCommand;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Database and Kubernetes sessions on the command line, from the golden recordings. */
class StoryCommandsTest {
  private static final String EVIL = "select 1 -- \u001b]0;evil\u0007\u001b[2J\u009b31m\u202e\r";

  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void showTellsStatementsWithTimeAndOutcome() {
    List<String> lines = golden("postgresql", "show").out.lines().toList();

    assertThat(lines).anyMatch(line -> line.matches("protocol +postgresql"));
    assertThat(lines)
        .anyMatch(line ->
            line.matches("1 +3\\.7s +4\\.9s +SELECT 1 +1 +begin; select 'grüezi' where true"))
        .anyMatch(
            line -> line.matches("2 +13\\.6s +2\\.5s +ERROR 57014 +0 +select \\$1, \\$2, \\$3"));
    assertThat(lines).noneMatch(line -> line.startsWith("STREAM"));
  }

  @Test
  void showTellsRequestsAndTheStreamsOfAnExec() {
    List<String> lines = golden("kubernetes", "show").out.lines().toList();

    assertThat(lines)
        .anyMatch(line ->
            line.matches(
                "1 +1\\.2s +6\\.2s +200 +patch +deployments.apps/scale +shop +till +completed"))
        .anyMatch(
            line -> line.matches("3 .*create +secrets +vault +refused: namespace-not-allowed"))
        .anyMatch(line -> line.startsWith("STREAM"))
        .anyMatch(line -> line.matches("0 +request 2: exec.* status 0"));
    assertThat(lines.stream().filter(line -> line.matches("[123] .*")).map(line -> line.charAt(0)))
        .containsExactly('1', '2', '3');
  }

  @Test
  void showAsJsonHasTheNamesOfTheRestApi() throws IOException {
    JsonNode database = json(golden("postgresql", "show", "--json"));
    JsonNode cluster = json(golden("kubernetes", "show", "--json"));

    assertThat(database.at("/statements/1/sql/text").asText()).isEqualTo("select $1, $2, $3");
    assertThat(database.at("/statements/1/values/0/text").asText()).isEqualTo("7");
    assertThat(database.at("/statements/1/parts/0/sqlState").asText()).isEqualTo("57014");
    assertThat(database.get("moreStatements").asInt()).isZero();
    assertThat(cluster.at("/requests/0/resource/name").asText()).isEqualTo("till");
    assertThat(cluster.at("/requests/1/streams/0/purpose").asText()).isEqualTo("exec");
  }

  @Test
  void showOfTheAuditLogIsALineForEachEvent() throws IOException {
    List<String> lines = golden("audit", "show", "--audit").out.lines().toList();
    JsonNode json = json(golden("audit", "show", "--audit", "--json"));

    assertThat(lines)
        .anyMatch(line -> line.matches("TIME +ACTION +REASON +WHO +TARGET +LOGIN +FROM +RULE .*"))
        .noneMatch(line -> line.startsWith("STREAM"));
    JsonNode event = json.at("/auditEvents/0");
    assertThat(event.get("action").asText()).isNotEmpty();
    assertThat(lines)
        .anyMatch(line ->
            line.contains(event.get("action").asText())
                && line.contains(event.get("principal").asText())
                && line.contains(event.get("rule").asText())
                && line.contains(event.get("detail").asText()));
    assertThat(json.get("moreAuditEvents").asInt()).isZero();
  }

  @Test
  void theNewestOfTheAuditLogMayBeSilentForLongAndASessionMayNot() throws IOException {
    Path copy = folder.resolve("copy");
    copy(Path.of(store("audit")), copy);
    copy(Path.of(store("incomplete")), copy);
    Files.delete(find(copy.resolve("audit"), "manifest.json"));

    Outcome audit = run("recordings", "verify", "--all", "--audit", "--store", copy.toString());
    Outcome sessions = run("recordings", "verify", "--all", "--store", copy.toString());

    assertThat(audit.code).isEqualTo(ExitCode.OK);
    assertThat(audit.out).contains("1 recording checked: 0 hold, 1 not finished");
    assertThat(sessions.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
  }

  @Test
  void streamOfASessionThatHasNoneIsRefusedAndNotIgnored() {
    Outcome outcome = golden("postgresql", "play", "--stream", "1");

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("--stream");
  }

  @Test
  void showOfARecordingWithADamagedSegmentStillSaysWhoAndWhen() throws IOException {
    Path copy = folder.resolve("copy");
    copy(Path.of(store("sealed")), copy);
    Path segment = find(copy, "00000001.segment");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);

    Outcome shown = run("recordings", "show", "01kdyw9", "--store", copy.toString());
    Outcome json = run("recordings", "show", "01kdyw9", "--json", "--store", copy.toString());
    Outcome exported = run("recordings", "export", "01kdyw9", "--store", copy.toString());

    assertThat(shown.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(shown.out.lines())
        .anyMatch(line -> line.matches("who +asha .*"))
        .anyMatch(line -> line.matches("started +\\S+ \\S+"))
        .anyMatch(line -> line.matches("damaged +recordings/.*/00000001.segment: .*altered.*"))
        .anyMatch(line -> line.startsWith("STREAM"));
    assertThat(json.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(json(json).get("problem").asText()).contains("00000001.segment");
    assertThat(exported.code).isEqualTo(ExitCode.DOES_NOT_HOLD);
    assertThat(exported.err)
        .startsWith("gatescribe: what is stored is damaged: recordings/")
        .doesNotContain("Exception");
  }

  @Test
  void showOfManyStatementsTellsTheFirstAndHowManyMore() throws IOException {
    Outcome outcome = golden("postgresql", "show", "--limit", "1");

    assertThat(outcome.out).contains("and 2 more statements").doesNotContain("57014");
    assertThat(
            json(golden("postgresql", "show", "--limit", "1", "--json"))
                .get("moreStatements")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void listShowsTheProtocol() {
    assertThat(run("recordings", "list", "--store", store("postgresql")).out)
        .contains("PROTOCOL", "postgresql", "owner@ledger");
  }

  @Test
  void playPrintsEachStatementAndThenHowItCameOut() {
    List<String> lines = golden("postgresql", "play", "--speed", "1000000").out.lines().toList();

    assertThat(lines)
        .containsExactly(
            "    3.7s  begin; select 'grüezi' where true",
            "          → BEGIN; SELECT 1, 4.9s",
            "   13.6s  select $1, $2, $3",
            "          $1 = 7, $2 = , $3 = NULL",
            "          → ERROR 57014: canceling statement, 2.5s, cancelled by the client",
            "   21.0s  rollback; copy goods from stdin",
            "          → ROLLBACK; ERROR 57014: COPY from stdin failed, 4.9s");
  }

  @Test
  void playAsJsonIsALineForEachStatementAndNoneForATerminal() throws IOException {
    Outcome statements = golden("postgresql", "play", "--json", "--speed", "1000000");
    Outcome terminal = golden("kubernetes", "play", "--json");

    assertThat(statements.out.lines()).hasSize(3);
    assertThat(
            JsonMapper.builder()
                .build()
                .readTree(statements.out.lines().toList().get(2))
                .get("statement")
                .asInt())
        .isEqualTo(3);
    assertThat(terminal.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(terminal.err).contains("--format jsonl");
  }

  @Test
  void exportAsJsonLinesHasInputOnlyWhenAskedFor() {
    Outcome without = golden("kubernetes", "export", "--format", "jsonl");
    Outcome with = golden("kubernetes", "export", "--format", "jsonl", "--input");

    assertThat(without.out.lines()).hasSize(25).allMatch(line -> line.startsWith("{\"sequence\":"));
    assertThat(without.out).contains("\"type\":\"input\",\"stream\":0,\"length\":3");
    assertThat(with.out).contains("\"type\":\"input\",\"stream\":0,\"text\":\"id\\r\"");
  }

  @ParameterizedTest
  @CsvSource({
    "sealed, '{\"version\":3,'",
    "kubernetes, '{\"version\":3,'",
    "postgresql, '{\"sequence\":0,'",
    "audit, '{\"sequence\":0,'"
  })
  void exportWithoutAFormatTakesTheOneThatFits(String golden, String beginning) {
    Outcome outcome =
        golden.equals("audit") ? golden(golden, "export", "--audit") : golden(golden, "export");

    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).startsWith(beginning);
  }

  @Test
  void exportIntoAFileSaysWhatItWrote() {
    Path file = folder.resolve("lines");

    Outcome outcome = golden("postgresql", "export", "--output", file.toString());

    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err).startsWith("wrote ").contains(" of jsonl to " + file);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidInWords() {
    Path file = folder.resolve("no/lines");

    Outcome outcome = golden("postgresql", "export", "--output", file.toString());

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err.strip())
        .isEqualTo("gatescribe: there is no directory " + folder.resolve("no") + " to write into");
  }

  @ParameterizedTest
  @ValueSource(strings = {"export --format asciicast-v3 --stream 99", "play --stream 99"})
  void streamThatIsNotThereIsAnErrorAndNoEmptyFile(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    Path file = folder.resolve("cast");
    if (command.startsWith("export")) {
      words.addAll(List.of("--output", file.toString()));
    }

    Outcome outcome = golden("sealed", words.toArray(String[]::new));

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("no stream 99", "gatescribe recordings show 01kdyw9bh0");
    assertThat(file).doesNotExist();
  }

  @Test
  void castOfASessionWithoutStreamsIsAnError() {
    Outcome outcome = golden("postgresql", "export", "--format", "asciicast-v3");

    assertThat(outcome.code).isEqualTo(ExitCode.NOT_DONE);
    assertThat(outcome.err).contains("no stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "play"})
  void controlCharactersOfStatementsNeverReachTheTerminal(String command) throws IOException {
    StoredExample example = new StoredExample(folder.resolve("store"));
    RecordingId id =
        example.store(
            Instant.parse("2026-11-21T08:00:00Z"),
            Protocol.POSTGRESQL,
            List.<Event>of(
                new DatabaseEvent.StatementPrepared("s", List.of(), Content.of(EVIL)),
                new DatabaseEvent.ValuesBound("p" + EVIL, "s", Content.of(bindOf(EVIL))),
                new DatabaseEvent.StatementStarted(
                    1, StatementForm.PORTAL, "p" + EVIL, Content.of("")),
                new DatabaseEvent.StatementEnded(
                    1, 1, StatementOutcome.FAILED, EVIL, 0, "\u001b[5m", EVIL),
                new DatabaseEvent.StatementStarted(2, StatementForm.PORTAL, EVIL, Content.of("")),
                new DatabaseEvent.StatementEnded(2, 1, StatementOutcome.COMPLETED, EVIL, 0, "", ""),
                new DatabaseEvent.StatementStarted(
                    3, StatementForm.SIMPLE_QUERY, "", Content.of("a\n" + EVIL))));

    assertHarmless(run("recordings", command, id.toString(), "--store", example.store.toString()));
  }

  @Test
  void controlCharactersOfRequestsNeverReachTheTerminal() throws IOException {
    StoredExample example = new StoredExample(folder.resolve("store"));
    RecordingId id =
        example.store(
            Instant.parse("2026-11-21T08:00:00Z"),
            Protocol.KUBERNETES,
            List.<Event>of(
                new KubernetesEvent.RequestStarted(
                    1,
                    EVIL,
                    EVIL,
                    new RequestedResource(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL),
                    EVIL,
                    Content.of(EVIL)),
                new KubernetesEvent.RequestStarted(
                    2, "GET", "get", RequestedResource.NONE, "", Content.of(EVIL))));

    assertHarmless(run("recordings", "show", id.toString(), "--store", example.store.toString()));
  }

  private static void assertHarmless(Outcome outcome) {
    assertThat(outcome.code).isEqualTo(ExitCode.OK);
    assertThat(outcome.out).contains("select 1 --");
    assertThat(outcome.out.replace("\n", "").codePoints())
        .noneMatch(
            point -> Character.isISOControl(point) || Character.getType(point) == Character.FORMAT);
  }

  private static byte[] bindOf(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + 2)
        .putShort((short) 0)
        .putShort((short) 1)
        .putInt(text.length)
        .put(text)
        .putShort((short) 0)
        .array();
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    return JsonMapper.builder().build().readTree(outcome.out);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static Path find(Path store, String name) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static String store(String golden) {
    Path store = Path.of("../recording/src/test/resources/golden/v0", golden, "store");
    assertThat(Files.isDirectory(store)).isTrue();
    return store.toString();
  }

  /** Runs a command on the one recording of a golden store. */
  private static Outcome golden(String golden, String... command) {
    List<String> words = new ArrayList<>(List.of("recordings"));
    words.addAll(List.of(command));
    words.addAll(2, List.of("01kdyw9", "--store", store(golden)));
    return run(words.toArray(String[]::new));
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        GatescribeCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }
}
