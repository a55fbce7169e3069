package dev.gatescribe.cli.recordings;

import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recording.story.BoundValue;
import dev.gatescribe.recording.story.KeptContent;
import dev.gatescribe.recording.story.StatementStory;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements in words. What a recording holds is hostile, so none of these texts has a control
 * character in it but the line feeds that separate lines.
 */
final class StatementText {
  private static final String MORE = " …";

  private StatementText() {}

  /** What was executed. */
  static List<String> lines(StatementStory story) {
    KeptContent text = story.text();
    if (text != null) {
      List<String> lines = new ArrayList<>();
      String whole = text.lenientText() + ending(text);
      whole.strip().lines().forEach(line -> lines.add(printable(line)));
      return lines.isEmpty() ? List.of("(nothing)") : lines;
    }
    Integer function = story.function();
    return List.of(
        function != null
            ? "(function " + Integer.toUnsignedString(function) + ")"
            : "(portal " + printable(story.portal()) + ")");
  }

  /** The first line of what was executed, with a mark if there are more. */
  static String firstLine(StatementStory story) {
    List<String> lines = lines(story);
    return lines.size() == 1 ? lines.getFirst() : lines.getFirst() + MORE;
  }

  /** The values, such as {@code $1 = 7}; empty if there are none. */
  static String values(StatementStory story) {
    var bound = story.values();
    if (bound == null) {
      return "";
    }
    List<String> shown = new ArrayList<>();
    for (BoundValue value : bound.values()) {
      shown.add("$" + (shown.size() + 1) + " = " + value(value));
    }
    if (!bound.complete()) {
      shown.add("…");
    }
    return String.join(", ", shown);
  }

  private static String value(BoundValue value) {
    String more = value.cut() ? MORE : "";
    return switch (value.form()) {
      case NULL -> "NULL";
      case TEXT -> printable(value.value()) + more;
      case HEX -> "\\x" + value.value() + more;
    };
  }

  /** How it came out, in a word or two: the SQLSTATE of a failure, or the last command tag. */
  static String outcome(StatementStory story) {
    StatementStory.Part failure = story.failure();
    if (failure != null) {
      return printable(failure.tag() + " " + failure.sqlState());
    }
    if (story.parts().isEmpty()) {
      return "no end";
    }
    StatementStory.Part last = story.parts().getLast();
    return switch (last.outcome()) {
      case COMPLETED -> printable(last.tag());
      case FAILED, SUSPENDED, EMPTY, SKIPPED -> last.outcome().code();
    };
  }

  /** How it came out, with all that is known. */
  static String fullOutcome(StatementStory story) {
    StringBuilder text = new StringBuilder();
    for (StatementStory.Part part : story.parts()) {
      text.append(text.isEmpty() ? "" : "; ");
      switch (part.outcome()) {
        case COMPLETED -> text.append(printable(part.tag()));
        case FAILED ->
            text.append(printable(part.tag() + " " + part.sqlState() + ": " + part.message()));
        case SUSPENDED, EMPTY, SKIPPED -> text.append(part.outcome().code());
      }
    }
    if (story.parts().isEmpty()) {
      text.append("no end was recorded");
    }
    Long duration = story.durationMicros();
    if (duration != null) {
      text.append(", ").append(Figures.shortDuration(duration));
    }
    return text.append(story.cancelled() ? ", cancelled by the client" : "").toString();
  }

  private static String ending(KeptContent text) {
    var withheld = text.withheld();
    String hidden =
        withheld == null
            ? ""
            : " [" + text.withheldLength() + " bytes withheld: " + withheld.code() + "]";
    return (text.isCut() ? MORE : "") + hidden;
  }

  /** A tabulator is no harm, and stands in many statements. */
  private static String printable(String text) {
    return Figures.printable(text.replace("\t", "  "));
  }
}
