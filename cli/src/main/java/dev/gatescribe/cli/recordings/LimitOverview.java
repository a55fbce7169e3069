package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.story.LimitedContent;
import dev.gatescribe.session.event.LimitEvent;
import java.io.IOException;
import java.io.PrintWriter;

/** Of which streams, statements and requests the recording keeps only the beginning. */
final class LimitOverview {
  /** More lines than this nobody reads; the export as jsonl has all. */
  private static final int MOST = 1000;

  private final LimitedContent.Gatherer gatherer = new LimitedContent.Gatherer(MOST);

  private LimitOverview() {}

  static LimitOverview of(ReadableEvents reader) throws IOException {
    LimitOverview overview = new LimitOverview();
    reader.forEach(timed -> {
      if (timed.event() instanceof LimitEvent limit) {
        overview.gatherer.accept(limit);
      }
    });
    return overview;
  }

  void addTo(ObjectNode node) {
    StoryJson.putLimited(gatherer.gathered(), node);
  }

  void print(PrintWriter out) {
    if (gatherer.gathered().isEmpty()) {
      return;
    }
    Table table = new Table("NOT KEPT TO THE END", "KEPT", "BYTES IN ALL", "THEIR SHA-256");
    for (LimitedContent content : gatherer.gathered()) {
      LimitEvent.ContentDigest digest = content.digest();
      table.row(
          content.flow().carrier().code() + " " + content.number() + ", " + content.flow().code(),
          Figures.bytes(content.kept()),
          digest == null ? "not known" : (digest.ended() ? "" : "at least ") + digest.bytes(),
          digest == null ? "not known" : digest.sha256());
    }
    out.println();
    out.print(table);
    StoryOverview.printMore(gatherer.more(), "of them", out);
  }
}
