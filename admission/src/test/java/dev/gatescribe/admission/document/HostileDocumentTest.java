package dev.gatescribe.admission.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatescribe.admission.AdmissionConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HostileDocumentTest {
  private static final Path FILE = Path.of("gatescribe.yaml");
  private static final int FUZZ_ROUNDS = 20_000;

  /** What configuration is made of, and what breaks parsers. */
  private static final String[] PIECES = {
    "\n",
    "  ",
    "- ",
    ": ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "%TAG ! a\n",
    "#",
    "\t",
    "~",
    "<<",
    "targets:",
    "policies:\n",
    "name: ",
    "'*'",
    "\\",
    "\u0085",
    "\u2028",
    "😀",
    "é",
    "\0",
    "\uFEFF",
    "@",
    "`",
    "\r"
  };

  @Test
  void billionLaughsIsRefused() {
    DocumentException refusal =
        refusal(
            """
            a: &a [x, x, x, x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
            d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
            """);

    assertThat(refusal.problems().getFirst())
        .hasToString(
            "gatescribe.yaml:1:4: a: an anchor (&) is refused in this file;"
                + " expected the value itself");
    assertThat(refusal.problems())
        .anySatisfy(problem -> {
          assertThat(problem.path()).isEqualTo("b[0]");
          assertThat(problem.message()).startsWith("an alias (*) is refused");
        });
  }

  @Test
  void aliasOfItselfIsRefused() {
    assertThat(refusal("a: &a\n  b: *a\n").problems()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
        "a: !!binary aGVsbG8=",
        "a: !custom x",
        "a: ! x",
        "!!map {a: b}",
        "!!str a: b",
        "a: !<tag:yaml.org,2002:str> x"
      })
  void tagsAreRefused(String yaml) {
    assertThat(refusal(yaml).problems())
        .anySatisfy(problem -> assertThat(problem.message()).startsWith("a tag (!) is refused"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "- - ", "[[],", "? ", "{? ", "[a: "})
  void deepNestingIsRefusedBeforeItIsBuilt(String piece) {
    assertThat(refusal(piece.repeat(400_000))).isNotNull();
  }

  @Test
  void depthWithinTheLimitIsRead() throws Exception {
    int depth = DocumentParser.MAXIMUM_DEPTH - 2;

    assertThat(parse("a: " + "[".repeat(depth) + "x" + "]".repeat(depth)).root()).isNotNull();
    assertThat(refusal("a: " + "[".repeat(depth + 1) + "x" + "]".repeat(depth + 1)).getMessage())
        .contains("this is nested too deeply; expected at most 32 levels");
  }

  @Test
  void tenMegabytesAreRefusedByTheirSize(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("gatescribe.yaml");
    Files.write(file, new byte[10 * 1024 * 1024]);

    DocumentException refusal =
        catchThrowableOfType(DocumentException.class, () -> Document.read(file));

    assertThat(refusal)
        .hasMessage(file + ": the file is too large; expected at most 2097152 bytes");
  }

  @Test
  void endlessDeviceIsRefused() {
    assertThat(
            catchThrowableOfType(
                DocumentException.class, () -> Document.read(Path.of("/dev/zero"))))
        .hasMessageContaining("this is not a file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "\"", "'", "#", "!", "&a ", "*a ", "a: b\n", "- a\n", "? a\n", "😀", " ", "\n"
      })
  void longRepetitionTakesNoLongTime(String piece) {
    byte[] unit = piece.getBytes(StandardCharsets.UTF_8);
    byte[] content = new byte[Document.MAXIMUM_BYTES / unit.length * unit.length];
    for (int i = 0; i < content.length; i++) {
      content[i] = unit[i % unit.length];
    }

    assertThat(
            org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> refusal(content)))
        .isNotNull();
  }

  @Test
  void bytesThatAreNotTextAreRefusedWhereTheyStand() {
    byte[] content = "a: b\nc: dX\n".getBytes(StandardCharsets.UTF_8);
    content[9] = (byte) 0xFF;

    assertThat(refusal(content))
        .hasMessage("gatescribe.yaml:2:5: the bytes here are not UTF-8; expected text");
    assertThat(refusal("a: b\nc: \u0001\n"))
        .hasMessage("gatescribe.yaml:2:4: the character U+0001 is not allowed; expected text");
    assertThat(refusal("a: b".getBytes(StandardCharsets.UTF_16))).isNotNull();
    assertThat(refusal(new byte[] {'a', ':', ' ', (byte) 0xC3})).isNotNull();
  }

  @Test
  void secondDocumentIsRefused() {
    assertThat(refusal("a: b\n---\nc: d\n"))
        .hasMessageContaining("gatescribe.yaml:2:1: a second document begins here");
  }

  /** The parser of the library fails on a character that lies across the end of its buffer. */
  @Test
  void charactersOutsideTheBasicPlaneAreReadAtEveryOffset() throws Exception {
    for (int offset = 1_000; offset < 1_060; offset++) {
      String value = "x".repeat(offset) + "😀";
      assertThat(parse("a: " + value).root().required("a", Readings.text("text")))
          .as("offset %d", offset)
          .contains(value);
    }
  }

  /** Seeded; a failure names the seed, and {@code -Dgatescribe.seed=…} replays it. */
  @Test
  void fuzzedDocumentsAreReadOrRefusedAndNothingElse() throws IOException {
    long seed = Long.getLong("gatescribe.seed", System.nanoTime());
    System.out.println("fuzzedDocumentsAreReadOrRefusedAndNothingElse seed " + seed);
    Random random = new Random(seed);
    byte[] right = right();
    int refused = 0;
    for (int round = 0; round < FUZZ_ROUNDS; round++) {
      byte[] content =
          switch (random.nextInt(4)) {
            case 0 -> garbage(random);
            case 1 -> assembled(random);
            case 2 -> altered(random, right);
            default -> spliced(random, right);
          };
      try {
        Document document = Document.parse(FILE, content);
        AdmissionConfiguration.read(document.root(), List.of(), false, "");
        document.root().refuseOthers();
        document.refuseIfWrong();
      } catch (DocumentException e) {
        refused++;
        assertThat(e.problems()).as("seed %d, round %d", seed, round).isNotEmpty();
        assertThat(e.getMessage().codePoints().filter(c -> c != '\n'))
            .as("seed %d, round %d: nothing invisible in the message", seed, round)
            .allMatch(VisibleText::isVisible);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(FUZZ_ROUNDS / 2);
  }

  private static byte[] garbage(Random random) {
    byte[] content = new byte[random.nextInt(300)];
    random.nextBytes(content);
    return content;
  }

  private static byte[] assembled(Random random) {
    StringBuilder yaml = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      yaml.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextBoolean()) {
        yaml.append((char) ('a' + random.nextInt(26)));
      }
    }
    return yaml.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] altered(Random random, byte[] right) {
    byte[] content = right.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      content[random.nextInt(content.length)] = (byte) random.nextInt(128);
    }
    return Arrays.copyOf(content, content.length - random.nextInt(content.length));
  }

  private static byte[] spliced(Random random, byte[] right) {
    StringBuilder yaml = new StringBuilder(new String(right, StandardCharsets.UTF_8));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      yaml.insert(random.nextInt(yaml.length() + 1), PIECES[random.nextInt(PIECES.length)]);
    }
    return yaml.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] right() throws IOException {
    try (InputStream input =
        Objects.requireNonNull(AdmissionConfiguration.class.getResourceAsStream("right.yaml"))) {
      return input.readAllBytes();
    }
  }

  private static Document parse(String yaml) throws DocumentException {
    return Document.parse(FILE, yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static DocumentException refusal(String yaml) {
    return refusal(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static DocumentException refusal(byte[] content) {
    return catchThrowableOfType(
        DocumentException.class, () -> Document.parse(FILE, content).refuseIfWrong());
  }
}
