package dev.gatescribe.recording.text;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A bounded part of a recording's text.
 *
 * @param stream 0 where there is none
 * @param body plain text; the beginning repeats the end of the chunk before, so that no phrase is
 *     lost between the two
 * @param carried how many characters of {@code body} are that repetition
 * @param marks where each piece of text begins and when it was there; the first begins at 0
 */
public record TextChunk(TextKind kind, int stream, String body, int carried, List<Mark> marks) {
  public TextChunk {
    marks = List.copyOf(marks);
  }

  /**
   * When a piece of text was there.
   *
   * @param start of the piece in the body
   * @param offsetMicros in the recording
   * @param sequence of the event that brought it
   */
  public record Mark(int start, long offsetMicros, long sequence) {}

  /** A word in its place; {@code joined} if a phrase may have it behind the word before. */
  public record PlacedWord(int start, int end, String word, boolean joined) {}

  /** Takes the words in their order. */
  public interface WordVisitor {
    /** Returns whether to go on. */
    boolean visit(PlacedWord word);
  }

  /** Visits the words of the body. */
  public void forEachWord(WordVisitor visitor) {
    WordScanner scanner = new WordScanner(body);
    int next = 1; // The first mark that is behind the word before.
    boolean first = true;
    while (scanner.next()) {
      boolean joined = !first;
      first = false;
      while (next < marks.size() && marks.get(next).start() <= scanner.start()) {
        next++;
        joined &= kind.joinsPieces();
      }
      if (!visitor.visit(new PlacedWord(scanner.start(), scanner.end(), scanner.word(), joined))) {
        return;
      }
    }
  }

  /**
   * What the chunk is found by: its words, and each two that follow each other with a space between
   * them. Pairs make a phrase of frequent words as easy to find as a rare word.
   */
  public Set<String> terms() {
    Set<String> terms = new LinkedHashSet<>();
    String[] before = {""};
    forEachWord(placed -> {
      terms.add(placed.word());
      if (placed.joined()) {
        terms.add(pair(before[0], placed.word()));
      }
      before[0] = placed.word();
      return true;
    });
    return terms;
  }

  /** The term for two words that follow each other. */
  public static String pair(String first, String second) {
    return first + " " + second;
  }

  /** The mark of the piece that holds this character of the body. */
  public Mark markAt(int position) {
    Mark found = marks.getFirst();
    for (Mark mark : marks) {
      if (mark.start() > position) {
        break;
      }
      found = mark;
    }
    return found;
  }

  /** The length only: this is content of a session. */
  @Override
  public String toString() {
    return "TextChunk[" + kind.code() + ", " + body.length() + " characters]";
  }
}
