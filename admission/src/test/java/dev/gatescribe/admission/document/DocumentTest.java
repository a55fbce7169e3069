package dev.gatescribe.admission.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  private static final Path FILE = Path.of("gatescribe.yaml");

  @Test
  void positionsArePrintedAsEditorsTakeThem() throws Exception {
    Document document = parse("# first line\ntargets:\n  - name: web\n    port: 70000\n");

    document
        .root()
        .required(
            "targets",
            Readings.listOf(
                1,
                Readings.mapping(target -> {
                  target.required("name", Readings.text("a name"));
                  return target.required("port", Readings.port());
                })));

    assertThat(refusal(document))
        .hasMessage(
            "gatescribe.yaml:4:11: targets[0].port: 70000 is not a port;"
                + " expected a whole number from 1 to 65535");
  }

  @Test
  void columnsCountCharactersAndNotBytesOrCodeUnits() throws Exception {
    Document document = parse("{\"😀é\": 1, port: x}");
    document.root().required("😀é", Readings.wholeNumber(0, 9));
    document.root().required("port", Readings.port());

    assertThat(refusal(document).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.column()).isEqualTo(17));
  }

  @Test
  void problemsComeInTheOrderOfTheFileWhateverIsAskedFirst() throws Exception {
    Document document = parse("a: x\nb: y\nc: z\n");
    document.root().required("c", Readings.port());
    document.root().required("a", Readings.port());
    document.root().refuseOthers();

    assertThat(refusal(document).problems())
        .extracting(problem -> problem.line() + " " + problem.path())
        .containsExactly("1 a", "2 b", "3 c");
  }

  @Test
  void optionalKeysMayBeMissingButNotEmpty() throws Exception {
    Document document = parse("empty:\n");

    assertThat(document.root().optional("missing", Readings.port())).isEmpty();
    document.refuseIfWrong();
    assertThat(document.root().optional("empty", Readings.port())).isEmpty();

    assertThat(refusal(document))
        .hasMessage(
            "gatescribe.yaml:1:7: empty: here is nothing;"
                + " expected a whole number from 1 to 65535");
  }

  @Test
  void beyondTheLimitProblemsAreCounted() throws Exception {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < Problems.KEPT_PROBLEMS + 7; i++) {
      yaml.append("key").append(i).append(": 1\n");
    }
    Document document = parse(yaml.toString());
    document.root().refuseOthers();

    DocumentException refusal = refusal(document);

    assertThat(refusal.problems()).hasSize(Problems.KEPT_PROBLEMS);
    assertThat(refusal.omitted()).isEqualTo(7);
    assertThat(refusal.getMessage()).endsWith("\nand 7 more");
  }

  @ParameterizedTest
  @CsvSource({
    "8h,PT8H",
    "1h30m,PT1H30M",
    "45s,PT45S",
    "2d,P2D",
    "1d1h1m1s,P1DT1H1M1S",
    "90m,PT90M"
  })
  void durationsAreRead(String text, Duration duration) throws Exception {
    assertThat(duration(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8",
        "h",
        "8 h",
        "-1h",
        "8h8h",
        "30m1h",
        "1.5h",
        "0s",
        "32d",
        "9999999s",
        "8H",
        "''"
      })
  void otherDurationsAreRefused(String text) throws Exception {
    assertThat(duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0B,0",
    "512B,512",
    "1KiB,1024",
    "64MiB,67108864",
    "10GiB,10737418240",
    "2TiB,2199023255552"
  })
  void sizesAreRead(String text, long bytes) throws Exception {
    assertThat(byteSize(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "64",
        "MiB",
        "64 MiB",
        "-1B",
        "64MB",
        "64mib",
        "64M",
        "1.5GiB",
        "01B",
        "1e3B",
        "9999999B",
        "3TiB",
        "''"
      })
  void otherSizesAreRefused(String text) throws Exception {
    assertThat(byteSize(text)).isEmpty();
  }

  private static Optional<Long> byteSize(String text) throws DocumentException {
    return parse("s: " + text).root().required("s", Readings.byteSize(0, 2L << 40));
  }

  private static Optional<Duration> duration(String text) throws DocumentException {
    return parse("d: " + text)
        .root()
        .required("d", Readings.duration(Duration.ofSeconds(1), Duration.ofDays(31)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:2222",
        "[::1]:22",
        "[2001:db8::5]:65535",
        "web-1.example.org:22",
        "localhost:1",
        "a_b.example:22",
        "example.org.:22"
      })
  void addressesAreReadAndWrittenAlike(String text) {
    assertThat(HostAndPort.parse(text)).map(HostAndPort::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        ":22",
        "host:0",
        "host:65536",
        "host:022",
        "host:-1",
        "::1:22",
        "[::1]",
        "[127.0.0.1]:22",
        "[fe80::1%eth0]:22",
        "[:::]:22",
        "256.0.0.1:22",
        "1.2.3:22",
        "0x7f.1:22",
        "-host:22",
        "ho st:22",
        "user@host:22",
        "http://host:22",
        "host:22:22",
        "host:99999999999"
      })
  void otherAddressesAreRefused(String text) {
    assertThat(HostAndPort.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"11", "0", "-1", "1.0", "1e1", "0x5", "05", "+5", "five", "''", "~", "[5]"})
  void numbersOutsideOrInOtherFormsAreRefused(String text) throws Exception {
    Document document = parse("n: " + text);

    assertThat(document.root().required("n", Readings.wholeNumber(1, 10))).isEmpty();
    assertThat(refusal(document).problems()).hasSize(1);
  }

  @Test
  void truthHasTwoWords() throws Exception {
    assertThat(parse("t: true").root().required("t", Readings.truth())).contains(true);
    assertThat(parse("t: false").root().required("t", Readings.truth())).contains(false);
    assertThat(parse("t: yes").root().required("t", Readings.truth())).isEmpty();
  }

  @Test
  void wordsAreListedWhenNoneFits() throws Exception {
    Document document = parse("level: hgih");
    document.root().required("level", Readings.word("a level", Map.of("low", 1, "high", 2)));

    assertThat(refusal(document))
        .hasMessage("gatescribe.yaml:1:8: level: hgih is not a level; expected one of high, low");
  }

  @Test
  void textForSecretsIsNeverShown() throws Exception {
    for (String yaml :
        List.of(
            "token: ''",
            "token: [CANARY]",
            "token: {CANARY: CANARY}",
            "token: \"CANARY\\e\"",
            "token: " + "CANARY".repeat(Readings.TEXT_MAXIMUM_CHARACTERS),
            "CANARY-token: x")) {
      Document document = parse(yaml);
      document.root().required("token", Readings.text("a token"));

      assertThat(refusal(document).getMessage()).doesNotContain("CANARY");
    }
  }

  @Test
  void nodesShowNoContentInLogs() throws Exception {
    MappingNode root = parse("password: CANARY\nlist: [CANARY]").root();

    assertThat(root.toString()).doesNotContain("CANARY");
    root.required(
        "password",
        node -> {
          assertThat(node.toString()).isEqualTo("ScalarNode[password]");
          return Optional.of(node);
        });
  }

  @Test
  void relativePathsStartFromTheFolderOfTheDocument(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("gatescribe.yaml");
    Files.writeString(file, "relative: ./data/../store\nabsolute: /var/lib/gatescribe\n");
    MappingNode root = Document.read(file).root();

    assertThat(root.required("relative", PathReadings.path("a folder")))
        .contains(folder.resolve("store"));
    assertThat(root.required("absolute", PathReadings.path("a folder")))
        .contains(Path.of("/var/lib/gatescribe"));
  }

  @Test
  void missingFileAndFolderInPlaceOfFileAreRefused(@TempDir Path folder) {
    DocumentException missing =
        catchThrowableOfType(
            DocumentException.class, () -> Document.read(folder.resolve("none.yaml")));
    DocumentException directory =
        catchThrowableOfType(DocumentException.class, () -> Document.read(folder));

    assertThat(missing).hasMessage(folder.resolve("none.yaml") + ": there is no such file");
    assertThat(directory).hasMessageContaining("this is not a file");
  }

  @Test
  void suggestionsAreCloseOrNone() {
    List<String> keys = List.of("name", "protocol", "address", "passwordFile");

    assertThat(Suggestion.among("protocl", keys)).contains("protocol");
    assertThat(Suggestion.among("adress", keys)).contains("address");
    assertThat(Suggestion.among("Name", keys)).contains("name");
    assertThat(Suggestion.among("password", keys)).contains("passwordFile");
    assertThat(Suggestion.among("colour", keys)).isEmpty();
    assertThat(Suggestion.among("x", List.of())).isEmpty();
  }

  @Test
  void visibleTextEscapesWhatCouldFoolAReader() {
    assertThat(VisibleText.of("web-1")).isEqualTo("web-1");
    assertThat(VisibleText.of("two words")).isEqualTo("'two words'");
    assertThat(VisibleText.of("")).isEqualTo("''");
    assertThat(VisibleText.of("a\u001b[2J\n\u202e\u200b"))
        .isEqualTo("'a\\u{1b}[2J\\u{a}\\u{202e}\\u{200b}'");
    assertThat(VisibleText.of("x".repeat(100))).isEqualTo("'" + "x".repeat(64) + "…'");
    assertThat(VisibleText.whole("x".repeat(100))).isEqualTo("x".repeat(100));
  }

  private static Document parse(String yaml) throws DocumentException {
    return Document.parse(FILE, yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static DocumentException refusal(Document document) {
    return catchThrowableOfType(DocumentException.class, document::refuseIfWrong);
  }
}
