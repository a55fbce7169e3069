package dev.gatescribe.recording.export;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.gatescribe.recording.read.RecordingReader;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.ContentFlow.Carrier;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.TimedEvent;
import dev.gatescribe.session.event.WithheldReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one stream of a recording as asciicast v3, the line format of asciinema: a JSON header,
 * then {@code [interval, code, data]} a line, intervals in seconds.
 *
 * <p>Output and error output become {@code o}, input (only if asked for) {@code i}, resizes {@code
 * r}, the exit status {@code x}. What was withheld is a comment line, and so is where content
 * stops.
 */
public final class Asciicast {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;
  private static final double MICROS = 1_000_000.0;

  private final RecordingReader recording;
  private final boolean withInput;
  private final Choice choice;

  private Asciicast(RecordingReader recording, boolean withInput, Choice choice) {
    this.recording = recording;
    this.withInput = withInput;
    this.choice = choice;
  }

  /**
   * The cast of {@code stream}, or, if none is given, of the first stream with a terminal, or else
   * of the first stream.
   *
   * @param withInput whether what the person typed is exported too
   * @throws NoSuchStreamException if there is no such stream
   * @throws IOException if the recording cannot be read
   */
  public static Asciicast of(RecordingReader recording, boolean withInput, OptionalInt stream)
      throws IOException, NoSuchStreamException {
    try {
      return new Asciicast(recording, withInput, choose(recording, stream));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  /** The number of the stream. */
  public int stream() {
    return choice.stream;
  }

  /**
   * Writes the cast.
   *
   * @throws IOException if the recording cannot be read or {@code out} cannot be written
   */
  public void write(Appendable out) throws IOException {
    try {
      out.append(header(choice));
      Cast cast = new Cast(choice, out);
      Iterator<TimedEvent> events = recording.eventsFrom(0);
      while (events.hasNext()) {
        cast.append(events.next());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static Choice choose(RecordingReader recording, OptionalInt wanted)
      throws IOException, NoSuchStreamException {
    Choice choice = new Choice();
    choice.stream = wanted.orElse(-1);
    Choice first = new Choice();
    Iterator<TimedEvent> events = recording.eventsFrom(0);
    // A terminal is asked for before anything runs in its stream, so the search ends with the start
    // of something in a chosen stream.
    boolean started = false;
    boolean found = false;
    while (events.hasNext() && !started) {
      Event event = events.next().event();
      if (event instanceof Event.SessionStarted(var description)) {
        choice.description = description;
      } else if (event instanceof Event.StreamOpened(var stream, _)) {
        first.choose(stream);
        found |= stream == choice.stream;
      } else if (event instanceof Event.TerminalOpened(var stream, var type, var columns, var rows)
          && choice.choose(stream)) {
        choice.terminalType = type;
        choice.columns = columns;
        choice.rows = rows;
      } else if (event instanceof Event.ShellStarted(var stream)) {
        started = stream == choice.stream;
      } else if (event instanceof Event.CommandStarted(var stream, var command)) {
        started = stream == choice.stream;
        (started ? choice : first).startedIn(stream, command);
      }
    }
    if (wanted.isPresent() && !found) {
      throw new NoSuchStreamException("the recording has no stream " + wanted.getAsInt());
    }
    if (choice.stream < 0) {
      if (first.stream < 0) {
        throw new NoSuchStreamException("the recording has no stream");
      }
      choice.stream = first.stream;
      choice.command = first.command;
    }
    return choice;
  }

  private static String text(Content content) {
    return switch (content) {
      case Content.Clear(var bytes) -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
      case Content.Withheld _ -> "";
    };
  }

  private static String header(Choice choice) {
    StringBuilder header = new StringBuilder("{\"version\":3,\"term\":{\"cols\":");
    header.append(choice.columns > 0 ? choice.columns : DEFAULT_COLUMNS);
    header.append(",\"rows\":").append(choice.rows > 0 ? choice.rows : DEFAULT_ROWS);
    if (!choice.terminalType.isEmpty()) {
      header.append(",\"type\":").append(json(choice.terminalType));
    }
    header.append('}');
    SessionDescription description = choice.description;
    if (description != null) {
      header.append(",\"timestamp\":").append(description.startedAt().getEpochSecond());
      header
          .append(",\"title\":")
          .append(
              json(
                  description.principal()
                      + " on "
                      + description.target()
                      + " as "
                      + description.login()));
    }
    if (!choice.command.isEmpty()) {
      header.append(",\"command\":").append(json(choice.command));
    }
    return header.append("}\n").toString();
  }

  private static String json(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  private static final class Choice {
    private int stream = -1;
    private int columns;
    private int rows;
    private String terminalType = "";
    private String command = "";
    private @Nullable SessionDescription description;

    /** Takes {@code opened} if nothing was chosen before; true if it is the one chosen. */
    boolean choose(int opened) {
      stream = stream < 0 ? opened : stream;
      return stream == opened;
    }

    void startedIn(int where, Content what) {
      if (where == stream) {
        command = text(what);
      }
    }
  }

  private final class Cast {
    private final Choice choice;
    private final Appendable out;
    private final Utf8Pieces output = new Utf8Pieces();
    private final Utf8Pieces errorOutput = new Utf8Pieces();
    private final Utf8Pieces input = new Utf8Pieces();
    private final Set<String> limited = new HashSet<>();
    private long lastMicros;

    Cast(Choice choice, Appendable out) {
      this.choice = choice;
      this.out = out;
    }

    void append(TimedEvent timed) throws IOException {
      long at = timed.offsetMicros();
      switch (timed.event()) {
        case Event.Output(var stream, var content) -> content(at, stream, "o", content, output);
        case Event.ErrorOutput(var stream, var content) ->
            content(at, stream, "o", content, errorOutput);
        case Event.Input(var stream, var content) -> {
          if (withInput) {
            content(at, stream, "i", content, input);
          }
        }
        case Event.TerminalResized(var stream, var columns, var rows) ->
            line(at, stream, "r", columns + "x" + rows);
        case Event.Exited(var stream, var status) -> line(at, stream, "x", Long.toString(status));
        case Event.SessionStarted _, Event.SessionEnded _, Event.StreamOpened _ -> {}
        case Event.StreamClosed _, Event.TerminalOpened _, Event.EnvironmentSet _ -> {}
        case Event.ShellStarted _, Event.CommandStarted _, Event.EndOfInput _ -> {}
        case Event.EndOfOutput _, Event.SignalSent _, Event.BreakSent _ -> {}
        case Event.Killed _, Event.Refused _, Event.Audited _, Event.UnknownEvent _ -> {}
        case Event.TargetConnected _, DatabaseEvent _, KubernetesEvent _ -> {}
        case LimitEvent limit -> limit(limit);
      }
    }

    private void content(long at, int stream, String code, Content content, Utf8Pieces pieces)
        throws IOException {
      if (stream != choice.stream) {
        return;
      }
      switch (content) {
        case Content.Clear(var bytes) -> {
          String text = pieces.decode(bytes);
          if (!text.isEmpty()) {
            line(at, stream, code, text);
          }
        }
        case Content.Withheld(var reason, var length) -> {
          // Behind a limit the units are many, and the end tells how much they were.
          if (reason != WithheldReason.OVER_LIMIT || !limited.contains(code)) {
            out.append("# " + length + " bytes withheld: " + reason.code() + "\n");
          }
        }
      }
    }

    private void limit(LimitEvent event) throws IOException {
      boolean input = event.flow() == ContentFlow.INPUT;
      if (event.flow().carrier() != Carrier.STREAM
          || event.number() != choice.stream
          || (input && !withInput)) {
        return;
      }
      switch (event) {
        case LimitEvent.ContentLimited(var flow, _, var kept) -> {
          limited.add(input ? "i" : "o");
          out.append(
              "# from here on the " + flow.code() + " is not kept: " + kept + " bytes are\n");
        }
        case LimitEvent.ContentDigest digest -> {
          if (digest.ended()) {
            out.append(
                "# the %s was %d bytes, of which %d are not kept; its SHA-256 is %s\n"
                    .formatted(
                        digest.flow().code(), digest.bytes(), digest.withheld(), digest.sha256()));
          }
        }
      }
    }

    private void line(long at, int stream, String code, String data) throws IOException {
      if (stream != choice.stream) {
        return;
      }
      double interval = (at - lastMicros) / MICROS;
      lastMicros = at;
      out.append(String.format(Locale.ROOT, "[%.6f,\"%s\",", interval, code));
      out.append(json(data)).append("]\n");
    }
  }
}
