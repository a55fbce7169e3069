package dev.gatescribe.testbed.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Words as often as words are in texts: the n-th most frequent one n times less than the first. */
final class SyntheticText {
  private static final int WORDS = 20_000;
  private static final String[] SYLLABLES = {
    "ka", "ro", "mi", "ten", "su", "la", "ver", "do", "ni", "por", "ga", "lis", "he", "tur", "bo",
    "sen", "fi", "mar", "qu", "ex"
  };

  private final List<String> words = new ArrayList<>(WORDS);
  private final double[] cumulated = new double[WORDS];

  SyntheticText(long seed) {
    Random random = new Random(seed);
    double sum = 0;
    for (int rank = 0; rank < WORDS; rank++) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < 1 + rank % 3 + random.nextInt(2); i++) {
        word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      words.add(word.toString());
      sum += 1.0 / (rank + 1);
      cumulated[rank] = sum;
    }
  }

  /** One word. */
  String word(Random random) {
    double wanted = random.nextDouble() * cumulated[WORDS - 1];
    int found = Arrays.binarySearch(cumulated, wanted);
    return words.get(found >= 0 ? found : -found - 1);
  }

  /** So many words with a space between them. */
  String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(word(random));
    }
    return text.toString();
  }
}
