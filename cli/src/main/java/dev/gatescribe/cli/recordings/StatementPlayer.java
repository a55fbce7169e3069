package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the statements of a database session as they happened: each text, then its outcome. */
final class StatementPlayer {
  private static final String INDENT = " ".repeat(10);

  private final PrintWriter out;
  private final boolean json;
  private final Pacing pacing;

  /**
   * @param json whether each statement is one line of JSON
   */
  StatementPlayer(PrintWriter out, boolean json, Pacing pacing) {
    this.out = out;
    this.json = json;
    this.pacing = pacing;
  }

  void play(RecordingReader reader) throws IOException {
    StatementStoryteller teller = new StatementStoryteller();
    reader.forEach(timed -> teller.accept(timed, this::show));
    teller.end(this::show);
  }

  private void show(StatementStory story) {
    pacing.await(story.startedMicros());
    if (!json) {
      String head = String.format(Locale.ROOT, "%8s  ", Figures.duration(story.startedMicros()));
      for (String line : StatementText.lines(story)) {
        out.println(head + line);
        head = INDENT;
      }
      String values = StatementText.values(story);
      if (!values.isEmpty()) {
        out.println(INDENT + values);
      }
      out.flush();
    }
    Long duration = story.durationMicros();
    pacing.await(story.startedMicros() + (duration == null ? 0 : duration));
    if (!json) {
      story.limited().forEach(limited -> out.println(INDENT + limited.text()));
    }
    out.println(
        json ? StoryJson.of(story).toString() : INDENT + "→ " + StatementText.fullOutcome(story));
    out.flush();
  }
}
