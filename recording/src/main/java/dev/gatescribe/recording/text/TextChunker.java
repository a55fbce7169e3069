package dev.gatescribe.recording.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts pieces of text of one kind and stream together to chunks. */
final class TextChunker {
  /** A chunk is about a screen: small enough to be read for each hit, large enough to be few. */
  static final int CHUNK_MAX_WORDS = 256;

  /** Bounds chunks of text that has few words. */
  static final int CHUNK_MAX_CHARS = 4096;

  /** Phrases of one word more than this are found wherever chunks are parted. */
  static final int CARRIED_MAX_WORDS = 15;

  /** Bounds what long words repeat. */
  static final int CARRIED_MAX_CHARS = 1024;

  /** What is kept of a word, or of what stands between two; nobody reads more of it. */
  static final int SHOWN_MAX_CHARS = 256;

  private final TextKind kind;
  private final int stream;
  private final Consumer<TextChunk> out;
  private final StringBuilder body = new StringBuilder();
  private final List<TextChunk.Mark> marks = new ArrayList<>();
  private final int[] wordStarts = new int[CHUNK_MAX_WORDS];
  private int words;
  private int carried;

  TextChunker(TextKind kind, int stream, Consumer<TextChunk> out) {
    this.kind = kind;
    this.stream = stream;
    this.out = out;
  }

  /** Adds a piece: a line of output, a statement. */
  void add(long offsetMicros, long sequence, String text) {
    WordScanner scanner = new WordScanner(text);
    if (!scanner.next()) {
      return; // Nothing that could be found.
    }
    if (body.length() > 0) {
      body.append('\n');
    }
    marks.add(new TextChunk.Mark(body.length(), offsetMicros, sequence));
    int done = 0;
    do {
      if (words == CHUNK_MAX_WORDS || body.length() + 2 * SHOWN_MAX_CHARS > CHUNK_MAX_CHARS) {
        cut();
      }
      append(text, done, scanner.start());
      wordStarts[words++] = body.length();
      append(text, scanner.start(), scanner.end());
      done = scanner.end();
    } while (scanner.next());
    append(text, done, text.length());
  }

  /** Passes on what there is. */
  void flush() {
    if (body.length() > carried) {
      out.accept(new TextChunk(kind, stream, body.toString(), carried, marks));
    }
    body.setLength(0);
    marks.clear();
    words = 0;
    carried = 0;
  }

  private void append(String text, int from, int to) {
    if (to - from <= SHOWN_MAX_CHARS) {
      body.append(text, from, to);
      return;
    }
    int cut = from + SHOWN_MAX_CHARS - 1;
    if (Character.isHighSurrogate(text.charAt(cut - 1))) {
      cut--;
    }
    body.append(text, from, cut).append('\u2026');
  }

  /** Passes the chunk on and begins the next with the last words of this one. */
  private void cut() {
    out.accept(new TextChunk(kind, stream, body.toString(), carried, marks));
    int earliest =
        Math.max(
            body.length() - CARRIED_MAX_CHARS, kind.joinsPieces() ? 0 : marks.getLast().start());
    int first = words;
    while (first > 0 && words - first < CARRIED_MAX_WORDS && wordStarts[first - 1] >= earliest) {
      first--;
    }
    int start = first == words ? body.length() : wordStarts[first];
    List<TextChunk.Mark> kept = new ArrayList<>();
    for (TextChunk.Mark mark : marks) {
      if (mark.start() <= start) {
        kept.clear();
      }
      kept.add(
          new TextChunk.Mark(
              Math.max(0, mark.start() - start), mark.offsetMicros(), mark.sequence()));
    }
    marks.clear();
    marks.addAll(kept);
    System.arraycopy(wordStarts, first, wordStarts, 0, words - first);
    words -= first;
    for (int i = 0; i < words; i++) {
      wordStarts[i] -= start;
    }
    body.delete(0, start);
    carried = body.length();
  }
}
