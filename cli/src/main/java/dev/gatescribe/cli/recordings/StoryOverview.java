package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.recording.export.StoryJson;
import dev.gatescribe.recording.read.RecordingSummary;
import dev.gatescribe.recording.story.RequestStory;
import dev.gatescribe.recording.story.RequestStoryteller;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.recording.story.Storyteller;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The first statements or requests of a session, or events of the audit log. */
sealed interface StoryOverview
    permits AuditOverview, StoryOverview.None, StoryOverview.Statements, StoryOverview.Requests {
  boolean isEmpty();

  void addTo(ObjectNode node);

  void print(PrintWriter out);

  /** Reads those that a session of this protocol has. */
  static StoryOverview of(ReadableEvents reader, RecordingSummary summary, int limit)
      throws IOException {
    SessionDescription description = summary.description();
    if (description == null) {
      return new None();
    }
    return switch (description.protocol()) {
      case POSTGRESQL -> {
        First<StatementStory> first = new First<>(limit);
        tell(reader, new StatementStoryteller(), first);
        yield new Statements(first.stories, first.more);
      }
      case KUBERNETES -> {
        First<RequestStory> first = new First<>(limit);
        tell(reader, new RequestStoryteller(), first);
        // Requests overlap, and are told in the order of their ends.
        first.stories.sort(Comparator.comparingInt(RequestStory::request));
        yield new Requests(first.stories, first.more);
      }
      case SSH, WEB -> new None();
    };
  }

  private static <S> void tell(ReadableEvents reader, Storyteller<S> teller, Consumer<S> told)
      throws IOException {
    reader.forEach(timed -> teller.accept(timed, told));
    teller.end(told);
  }

  /** Keeps the first stories and counts the others. */
  final class First<S> implements Consumer<S> {
    private final int limit;
    private final List<S> stories = new ArrayList<>();
    private long more;

    private First(int limit) {
      this.limit = limit;
    }

    @Override
    public void accept(S story) {
      if (stories.size() < limit) {
        stories.add(story);
      } else {
        more++;
      }
    }
  }

  /** Of a session that has neither. */
  record None() implements StoryOverview {
    @Override
    public boolean isEmpty() {
      return true;
    }

    @Override
    public void addTo(ObjectNode node) {
      // There is nothing to add.
    }

    @Override
    public void print(PrintWriter out) {
      // There is nothing to print.
    }
  }

  /** Of a database session. */
  record Statements(List<StatementStory> stories, long more) implements StoryOverview {
    @Override
    public boolean isEmpty() {
      return stories.isEmpty();
    }

    @Override
    public void addTo(ObjectNode node) {
      ArrayNode array = node.putArray("statements");
      stories.forEach(story -> array.add(StoryJson.of(story)));
      node.put("moreStatements", more);
    }

    @Override
    public void print(PrintWriter out) {
      Table table = new Table("#", "AT", "LASTED", "OUTCOME", "ROWS", "STATEMENT");
      for (StatementStory story : stories) {
        Long duration = story.durationMicros();
        table.row(
            Integer.toString(story.statement()),
            Figures.duration(story.startedMicros()),
            duration == null ? "" : Figures.shortDuration(duration),
            StatementText.outcome(story),
            Long.toString(story.rows()),
            StatementText.firstLine(story));
      }
      out.println();
      out.print(table);
      printMore(more, "statements", out);
    }
  }

  /** Of a Kubernetes session. */
  record Requests(List<RequestStory> stories, long more) implements StoryOverview {
    @Override
    public boolean isEmpty() {
      return stories.isEmpty();
    }

    @Override
    public void addTo(ObjectNode node) {
      ArrayNode array = node.putArray("requests");
      stories.forEach(story -> array.add(StoryJson.of(story)));
      node.put("moreRequests", more);
    }

    @Override
    public void print(PrintWriter out) {
      Table table =
          new Table(
              "#", "AT", "LASTED", "STATUS", "VERB", "RESOURCE", "NAMESPACE", "NAME", "ENDED");
      for (RequestStory story : stories) {
        Long duration = story.durationMicros();
        Integer status = story.status();
        table.row(
            Integer.toString(story.request()),
            Figures.duration(story.startedMicros()),
            duration == null ? "" : Figures.shortDuration(duration),
            status == null ? "" : status.toString(),
            story.verb(),
            what(story),
            story.resource().namespace(),
            story.resource().name(),
            ended(story));
      }
      out.println();
      out.print(table);
      printMore(more, "requests", out);
    }

    private static String ended(RequestStory story) {
      RequestOutcome outcome = story.outcome();
      RequestStory.Refusal refusal = story.refusal();
      if (outcome == null) {
        return "no end";
      }
      return refusal == null ? outcome.code() : outcome.code() + ": " + refusal.reason();
    }

    private static String what(RequestStory story) {
      RequestedResource resource = story.resource();
      if (resource.resource().isEmpty()) {
        return story.path().lenientText();
      }
      String group = resource.group().isEmpty() ? "" : "." + resource.group();
      String subresource = resource.subresource().isEmpty() ? "" : "/" + resource.subresource();
      return resource.resource() + group + subresource;
    }
  }

  /** Says how many were left out, if any were. */
  static void printMore(long more, String what, PrintWriter out) {
    if (more > 0) {
      out.println(
          "and " + more + " more " + what + "; --limit N shows more, an export as jsonl has all");
    }
  }
}
