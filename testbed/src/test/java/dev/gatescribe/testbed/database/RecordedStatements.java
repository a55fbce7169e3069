package dev.gatescribe.testbed.database;

import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentBearing;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one recording holds of its statements, joined from their pieces.
 *
 * @param queries texts of simple queries, in order
 * @param prepared texts of prepared statements, in order
 * @param endings outcomes, in order
 */
record RecordedStatements(
    List<String> queries, List<String> prepared, List<DatabaseEvent.StatementEnded> endings) {

  static RecordedStatements of(RecordedStreams recording) {
    List<StringBuilder> queries = new ArrayList<>();
    List<StringBuilder> prepared = new ArrayList<>();
    List<DatabaseEvent.StatementEnded> endings = new ArrayList<>();
    StringBuilder nowhere = new StringBuilder();
    StringBuilder open = nowhere;
    for (Event event : recording.events()) {
      switch (event) {
        case DatabaseEvent.StatementStarted(_, StatementForm form, _, _)
            when form == StatementForm.SIMPLE_QUERY -> {
          open = new StringBuilder();
          queries.add(open);
        }
        case DatabaseEvent.StatementPrepared _ -> {
          open = new StringBuilder();
          prepared.add(open);
        }
        case DatabaseEvent.ValuesBound _,
            DatabaseEvent.CopyInput _,
            DatabaseEvent.StatementStarted _ ->
            open = nowhere;
        case DatabaseEvent.StatementEnded ended -> endings.add(ended);
        default -> {}
      }
      boolean fromClient =
          event instanceof DatabaseEvent.StatementStarted
              || event instanceof DatabaseEvent.StatementPrepared
              || event instanceof DatabaseEvent.ClientContentContinued;
      if (fromClient && event instanceof ContentBearing bearing) {
        open.append(text(bearing.content()));
      }
    }
    return new RecordedStatements(texts(queries), texts(prepared), endings);
  }

  private static List<String> texts(List<StringBuilder> builders) {
    return builders.stream().map(StringBuilder::toString).toList();
  }

  /** One character a byte, so that pieces may be cut anywhere. */
  private static String text(Content content) {
    return switch (content) {
      case Content.Clear(ByteBuffer bytes) ->
          StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
      case Content.Withheld withheld -> throw new AssertionError("a statement was " + withheld);
    };
  }
}
