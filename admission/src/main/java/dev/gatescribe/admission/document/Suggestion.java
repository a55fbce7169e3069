package dev.gatescribe.admission.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known word was meant by a wrong one. */
public final class Suggestion {

  /** Longer words are not compared; the cost of a comparison grows with the product of lengths. */
  private static final int COMPARED_CHARACTERS = 64;

  /** Above this many known words a guess costs more than it helps. */
  private static final int COMPARED_WORDS = 2_000;

  /** A known word that the wrong one begins or ends, such as password and passwordFile. */
  private static final int PART_MINIMUM_CHARACTERS = 3;

  private Suggestion() {}

  /** The known word closest to {@code wrong}, if one is close. */
  public static Optional<String> among(String wrong, Collection<String> known) {
    if (wrong.length() > COMPARED_CHARACTERS || known.size() > COMPARED_WORDS) {
      return Optional.empty();
    }
    String word = wrong.toLowerCase(Locale.ROOT);
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      if (candidate.length() > COMPARED_CHARACTERS) {
        continue;
      }
      int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    boolean close = bestDistance <= Math.max(1, wrong.length() / 3);
    return close ? Optional.of(best) : containing(word, known);
  }

  private static Optional<String> containing(String word, Collection<String> known) {
    if (word.length() < PART_MINIMUM_CHARACTERS) {
      return Optional.empty();
    }
    return known.stream()
        .filter(candidate -> {
          String lower = candidate.toLowerCase(Locale.ROOT);
          return lower.startsWith(word) || lower.endsWith(word);
        })
        .findFirst();
  }

  /** Levenshtein's distance, row by row. */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(above[column - 1] + change, Math.min(above[column], current[column - 1]) + 1);
      }
      above = current;
    }
    return above[to.length()];
  }
}
