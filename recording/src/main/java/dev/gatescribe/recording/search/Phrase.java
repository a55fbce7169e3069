package dev.gatescribe.recording.search;

import dev.gatescribe.recording.text.TextChunk;
import dev.gatescribe.recording.text.WordScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Words that follow each other.
 *
 * @param words as they are compared
 * @param prefix whether the last of them is only the beginning of a word
 */
public record Phrase(List<String> words, boolean prefix) {
  /** Longer phrases would not be found where chunks of text are parted. */
  public static final int MOST_WORDS = 16;

  /** What is typed has a limit, too, so that nobody has a megabyte cut into words. */
  public static final int TEXT_MAX_CHARS = 1000;

  public Phrase {
    words = List.copyOf(words);
    if (words.isEmpty() || words.size() > MOST_WORDS) {
      throw new IllegalArgumentException("a phrase has 1 to " + MOST_WORDS + " words");
    }
  }

  /**
   * The phrase that somebody typed; whatever is neither letter nor digit only parts words.
   *
   * @throws IllegalArgumentException with a line for people if it has no word, or too many
   */
  public static Phrase parse(String text, boolean prefix) {
    if (text.length() > TEXT_MAX_CHARS) {
      throw new IllegalArgumentException("a phrase has at most " + TEXT_MAX_CHARS + " characters");
    }
    List<String> words = new ArrayList<>();
    WordScanner scanner = new WordScanner(text);
    while (scanner.next()) {
      words.add(scanner.word());
    }
    return new Phrase(words, prefix);
  }

  /** Where a phrase stands in the body of a chunk. */
  public record Place(int start, int end) {}

  /**
   * The terms that every chunk with this phrase has; the last one is a prefix if the phrase is one.
   */
  public List<String> terms() {
    if (words.size() == 1) {
      return words;
    }
    List<String> pairs = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      pairs.add(TextChunk.pair(words.get(i - 1), words.get(i)));
    }
    return pairs;
  }

  /**
   * The first place of the phrase in what is new in a chunk; none if there is none, or if all of it
   * was told by the chunk before.
   */
  public Optional<Place> find(TextChunk chunk) {
    Finder finder = new Finder(chunk.carried());
    chunk.forEachWord(finder::visit);
    return Optional.ofNullable(finder.found);
  }

  private boolean matches(int index, String word) {
    String wanted = words.get(index);
    boolean open = prefix && index == words.size() - 1;
    return open ? word.startsWith(wanted) : word.equals(wanted);
  }

  /** Remembers the last words, as many as the phrase has. */
  private final class Finder {
    private final int carried;
    private final String[] last = new String[words.size()];
    private final int[] starts = new int[words.size()];
    private int count;
    private @Nullable Place found;

    Finder(int carried) {
      this.carried = carried;
    }

    boolean visit(TextChunk.PlacedWord placed) {
      if (!placed.joined()) {
        count = 0;
      }
      if (count == last.length) {
        System.arraycopy(last, 1, last, 0, count - 1);
        System.arraycopy(starts, 1, starts, 0, count - 1);
        count--;
      }
      last[count] = placed.word();
      starts[count] = placed.start();
      count++;
      if (count < last.length || placed.end() <= carried) {
        return true;
      }
      for (int i = 0; i < count; i++) {
        if (!matches(i, last[i])) {
          return true;
        }
      }
      found = new Place(starts[0], placed.end());
      return false;
    }
  }

  /** The number of words only: what is searched for may be content of a session. */
  @Override
  public String toString() {
    return "Phrase[" + words.size() + " words]";
  }
}
