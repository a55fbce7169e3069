package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one stream of a recording was, in a line. */
final class StreamOverview {
  private final int stream;
  private String what = "";
  private String terminal = "";
  private String endedWith = "";
  private long inputBytes;
  private long outputBytes;

  private StreamOverview(int stream) {
    this.stream = stream;
  }

  /** One overview for each stream, in the order of their numbers. */
  static List<StreamOverview> of(ReadableEvents reader) throws IOException {
    Map<Integer, StreamOverview> streams = new TreeMap<>();
    reader.forEach(timed -> add(timed.event(), streams));
    return List.copyOf(streams.values());
  }

  private static void add(Event event, Map<Integer, StreamOverview> streams) {
    switch (event) {
      case Event.StreamOpened(var number, _) -> of(number, streams);
      case Event.TerminalOpened(var number, var type, var columns, var rows) ->
          of(number, streams).terminal = type + " " + columns + "×" + rows;
      case Event.TerminalResized(var number, var columns, var rows) -> {
        StreamOverview stream = of(number, streams);
        int space = stream.terminal.indexOf(' ');
        String type = space < 0 ? stream.terminal : stream.terminal.substring(0, space);
        stream.terminal = type + " " + columns + "×" + rows;
      }
      case Event.ShellStarted(var number) -> of(number, streams).what = "shell";
      case Event.CommandStarted(var number, var command) ->
          of(number, streams).what = text(command);
      case Event.Input(var number, var content) ->
          of(number, streams).inputBytes += content.length();
      case Event.Output(var number, var content) ->
          of(number, streams).outputBytes += content.length();
      case Event.ErrorOutput(var number, var content) ->
          of(number, streams).outputBytes += content.length();
      case Event.Exited(var number, var status) ->
          of(number, streams).endedWith = "status " + status;
      case Event.Killed(var number, var signal, _, _) ->
          of(number, streams).endedWith = "signal " + signal;
      case Event.Refused(var number, var what, var reason) ->
          of(number, streams).what = what + " refused (" + reason + ")";
      case Event.SessionStarted _, Event.SessionEnded _, Event.StreamClosed _ -> {}
      case Event.EnvironmentSet _, Event.EndOfInput _, Event.EndOfOutput _ -> {}
      case Event.SignalSent _, Event.BreakSent _, Event.Audited _, Event.UnknownEvent _ -> {}
      case Event.TargetConnected _ -> {}
      case KubernetesEvent.StreamAttached(var request, var number, var purpose, var detail) ->
          of(number, streams).what =
              ("request " + request + ": " + purpose.code() + " " + detail).strip();
      case DatabaseEvent _, KubernetesEvent _, LimitEvent _ -> {}
    }
  }

  private static StreamOverview of(int number, Map<Integer, StreamOverview> streams) {
    return streams.computeIfAbsent(number, StreamOverview::new);
  }

  private static String text(Content content) {
    return switch (content) {
      case Content.Clear(var bytes) -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
      case Content.Withheld(var reason, var length) -> length + " bytes withheld: " + reason.code();
    };
  }

  ObjectNode json() {
    return SummaryJson.JSON
        .createObjectNode()
        .put("stream", stream)
        .put("what", what)
        .put("terminal", terminal)
        .put("inputBytes", inputBytes)
        .put("outputBytes", outputBytes)
        .put("endedWith", endedWith);
  }

  void addTo(Table table) {
    table.row(
        Integer.toString(stream),
        what,
        terminal,
        Figures.bytes(inputBytes),
        Figures.bytes(outputBytes),
        endedWith);
  }
}
