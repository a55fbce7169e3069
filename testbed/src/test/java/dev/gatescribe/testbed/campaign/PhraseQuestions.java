package dev.gatescribe.testbed.campaign;

import dev.gatescribe.session.RecordingId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedSet;

/** Phrases to ask for, and what must be answered, by reading all text word by word. */
final class PhraseQuestions {
  /** As many of the newest answers are remembered as a page can show. */
  static final int REMEMBERED = 100;

  private static final int LONGEST = 5;

  /** What makes a phrase easy or hard to find. */
  enum Sort {
    RARE,
    COMMON,
    PREFIX,
    ABSENT
  }

  /**
   * One question.
   *
   * @param newest the newest recordings with the phrase, at most {@link #REMEMBERED}
   */
  record Question(Sort sort, String phrase, boolean prefix, SequencedSet<RecordingId> newest) {}

  private final List<Question> questions = new ArrayList<>();

  private PhraseQuestions() {}

  /** So many of each sort, with their answers. */
  static List<Question> of(SyntheticText text, long seed, int sessions, int ofEach) {
    PhraseQuestions asked = new PhraseQuestions();
    asked.choose(text, seed, sessions, ofEach);
    asked.answer(text, seed, sessions);
    return asked.questions;
  }

  private void choose(SyntheticText text, long seed, int sessions, int ofEach) {
    Random random = new Random(seed + 1);
    for (int i = 0; i < ofEach; i++) {
      ask(Sort.RARE, excerpt(text, seed, sessions, random, 3 + random.nextInt(3)), false);
      String cut = excerpt(text, seed, sessions, random, 3);
      int end = Math.max(cut.lastIndexOf(' ') + 2, cut.length() - 1 - random.nextInt(3));
      ask(Sort.PREFIX, cut.substring(0, end), true);
      // Frequent words, most of which never stood in this order.
      ask(Sort.ABSENT, text.words(random, 4) + (i % 2 == 0 ? " nowhere" : ""), false);
    }
    List<String> common =
        List.of("ops web 1", "select", "from", "api v1 namespaces", "srv", "data note", "where");
    for (int i = 0; i < ofEach; i++) {
      ask(Sort.COMMON, i < common.size() ? common.get(i) : text.words(random, 1 + i % 2), false);
    }
  }

  private void ask(Sort sort, String phrase, boolean prefix) {
    questions.add(new Question(sort, phrase, prefix, new LinkedHashSet<>()));
  }

  private static String excerpt(
      SyntheticText text, long seed, int sessions, Random random, int count) {
    List<String> passages = new SyntheticSession(text, seed, random.nextInt(sessions)).passages();
    while (true) {
      String[] words = passages.get(random.nextInt(passages.size())).split(" ");
      if (words.length >= count) {
        int from = random.nextInt(words.length - count + 1);
        return String.join(" ", Arrays.copyOfRange(words, from, from + count));
      }
    }
  }

  /** Newest session first, so that the newest answers are remembered. */
  private void answer(SyntheticText text, long seed, int sessions) {
    Map<String, List<Question>> exact = new HashMap<>();
    Map<String, List<Question>> beginnings = new LinkedHashMap<>();
    for (Question question : questions) {
      if (question.prefix()) {
        String[] words = question.phrase().split(" ");
        String known = String.join(" ", Arrays.copyOf(words, words.length - 1));
        beginnings.computeIfAbsent(known, _ -> new ArrayList<>()).add(question);
      } else {
        exact.computeIfAbsent(question.phrase(), _ -> new ArrayList<>()).add(question);
      }
    }
    for (int number = sessions - 1; number >= 0; number--) {
      SyntheticSession session = new SyntheticSession(text, seed, number);
      for (String passage : session.passages()) {
        read(passage.split(" "), session.description().id(), exact, beginnings);
      }
    }
  }

  private static void read(
      String[] words,
      RecordingId id,
      Map<String, List<Question>> exact,
      Map<String, List<Question>> beginnings) {
    for (int from = 0; from < words.length; from++) {
      StringBuilder phrase = new StringBuilder();
      for (int to = from; to < Math.min(words.length, from + LONGEST); to++) {
        phrase.append(to == from ? "" : " ").append(words[to]);
        String read = phrase.toString();
        exact.getOrDefault(read, List.of()).forEach(question -> note(question, id));
        if (to + 1 < words.length) {
          for (Question question : beginnings.getOrDefault(read, List.of())) {
            if ((read + " " + words[to + 1]).startsWith(question.phrase())) {
              note(question, id);
            }
          }
        }
      }
    }
  }

  private static void note(Question question, RecordingId id) {
    if (question.newest().size() < REMEMBERED) {
      question.newest().add(id);
    }
  }
}
