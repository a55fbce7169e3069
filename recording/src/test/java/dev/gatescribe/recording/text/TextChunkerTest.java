package dev.gatescribe.recording.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.recording.search.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextChunkerTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyTextIsChunkedThenEveryPhraseOfItIsInTheTermsAndFoundOnce(long fixed) {
    long seed = Long.getLong("gatescribe.seed", fixed);
    Random random = new Random(seed);
    List<String> words = new ArrayList<>();
    List<TextChunk> chunks = new ArrayList<>();
    TextChunker chunker = new TextChunker(TextKind.OUTPUT, 1, chunks::add);
    for (int line = 0; line < 300; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        String word =
            "w" + words.size() + "x".repeat(random.nextInt(random.nextInt(60) == 0 ? 50 : 8));
        words.add(word);
        text.append(word).append(random.nextInt(50) == 0 ? "-".repeat(1000) : " ");
      }
      chunker.add(line, line, text.toString());
    }
    chunker.flush();

    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.body())
              .hasSizeLessThanOrEqualTo(TextChunker.CHUNK_MAX_CHARS + TextChunker.SHOWN_MAX_CHARS);
          assertThat(chunk.marks().getFirst().start()).isZero();
        });
    for (int from = 0; from + 5 < words.size(); from += 7) {
      Phrase phrase = Phrase.parse(String.join(" ", words.subList(from, from + 5)), false);
      long found =
          chunks.stream()
              .filter(chunk -> phrase.find(chunk).isPresent())
              .peek(chunk -> assertThat(chunk.terms()).containsAll(phrase.terms()))
              .count();
      assertThat(found).as("seed %d, word %d", seed, from).isOne();
    }
  }

  @Test
  void twoStatementsFollowEachOtherThenNoPhraseGoesFromOneToTheNext() {
    List<TextChunk> chunks = new ArrayList<>();
    TextChunker chunker = new TextChunker(TextKind.STATEMENT, 0, chunks::add);
    chunker.add(1, 1, "select a\nfrom b");
    chunker.add(2, 2, "commit");
    chunker.flush();

    TextChunk chunk = chunks.getFirst();
    assertThat(chunks).hasSize(1);
    assertThat(Phrase.parse("a from b", false).find(chunk)).isPresent();
    assertThat(Phrase.parse("b commit", false).find(chunk)).isEmpty();
    assertThat(chunk.terms()).contains("a from", "commit").doesNotContain("b commit");
    assertThat(chunk.markAt(chunk.body().indexOf("commit")).sequence()).isEqualTo(2);
  }

  @Test
  void wordsAreComparedThenCaseFormAndPunctuationDoNotCount() {
    assertThat(words("/etc/passwd kube-system user@host x_y 10.0.0.1"))
        .containsExactly(
            "etc", "passwd", "kube", "system", "user", "host", "x", "y", "10", "0", "0", "1");
    assertThat(words("STRASSE \u212bngstr\u00f6m \uff21\uff22"))
        .containsExactly("strasse", "\u00e5ngstr\u00f6m", "ab");
    assertThat(words("\u65e5\u672c\u8a9e text"))
        .containsExactly("\u65e5", "\u672c", "\u8a9e", "text");
    assertThat(words("\u0000\ud800 ' \\ \u00bd")).isEmpty();
    assertThat(words("a".repeat(500))).containsExactly("a".repeat(WordScanner.WORD_MAX_CHARS));
    assertThat(words("\ufdfa")).hasSize(1).allSatisfy(word -> assertThat(word).doesNotContain(" "));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    WordScanner scanner = new WordScanner(text);
    while (scanner.next()) {
      words.add(scanner.word());
    }
    return words;
  }
}
