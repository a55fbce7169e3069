package dev.gatescribe.recording.text;

import dev.gatescribe.recording.story.BoundValue;
import dev.gatescribe.recording.story.KeptContent;
import dev.gatescribe.recording.story.RequestStory;
import dev.gatescribe.recording.story.RequestStoryteller;
import dev.gatescribe.recording.story.StatementStory;
import dev.gatescribe.recording.story.StatementStoryteller;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TimedEvent;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes chunks of text from the events of one recording, which it is given all and in order, then
 * {@link #end}. What it holds is bounded, however long the recording is.
 */
public final class RecordingText {
  /** Goes up when the same recording gives other text than before. */
  public static final int VERSION = 1;

  /**
   * Of what appeared, and of everything else, no more than this is told of a recording: as much as
   * a person reads in weeks. A copied file or a runaway command must not fill the index.
   */
  public static final long TEXT_MAX_CHARS = 32L * 1024 * 1024;

  /** Streams that are open at a time; of more, the eldest are taken for closed. */
  static final int MOST_STREAMS = 256;

  private final Consumer<TextChunk> out;
  private final Map<Integer, StreamText> streams = new LinkedHashMap<>();
  private final Map<TextKind, TextChunker> units = new EnumMap<>(TextKind.class);
  private final StatementStoryteller statements = new StatementStoryteller();
  private final RequestStoryteller requests = new RequestStoryteller();
  private final long most;
  private long appearedChars;
  private long otherChars;

  public RecordingText(Consumer<TextChunk> out) {
    this(out, TEXT_MAX_CHARS);
  }

  RecordingText(Consumer<TextChunk> out, long most) {
    this.out = out;
    this.most = most;
  }

  /** Takes the next event. */
  public void accept(TimedEvent timed) {
    statements.accept(timed, this::tell);
    requests.accept(timed, this::tell);
    long offset = timed.offsetMicros();
    long sequence = timed.sequence();
    switch (timed.event()) {
      case Event.Output(var stream, var content) -> {
        if (appearedChars < most) {
          stream(stream).output(offset, sequence, content);
        }
      }
      case Event.ErrorOutput(var stream, var content) -> {
        if (appearedChars < most) {
          stream(stream).errorOutput(offset, sequence, content);
        }
      }
      case Event.Input(var stream, var content) -> stream(stream).input(offset, sequence, content);
      case Event.StreamOpened(var stream, var visibility) -> {
        if (visibility != StreamVisibility.CONTENT) {
          stream(stream).unreadable();
        }
      }
      case Event.TerminalOpened(var stream, _, _, _) -> stream(stream).terminal();
      case Event.CommandStarted(var stream, var command) -> command(timed, stream, command);
      case Event.StreamClosed(var stream) -> {
        StreamText closed = streams.remove(stream);
        if (closed != null) {
          closed.end();
        }
      }
      case Event.Refused(_, var what, var reason) ->
          unit(TextKind.MESSAGE, offset, sequence, what + " " + reason);
      case KubernetesEvent.StreamAttached(_, var stream, var purpose, _) -> {
        if (purpose == StreamPurpose.PORT_FORWARD) {
          stream(stream).unreadable();
        }
      }
      case DatabaseEvent.NoticeReceived(var severity, var state, var message) ->
          unit(TextKind.MESSAGE, offset, sequence, severity + " " + state + " " + message);
      // Nothing to read, or told by a story.
      case DatabaseEvent _, KubernetesEvent _, LimitEvent _ -> {}
      case Event.SessionStarted _, Event.TargetConnected _, Event.SessionEnded _ -> {}
      case Event.Audited _ -> {}
      case Event.TerminalResized _, Event.EnvironmentSet _, Event.ShellStarted _ -> {}
      case Event.EndOfInput _, Event.EndOfOutput _, Event.SignalSent _, Event.BreakSent _ -> {}
      case Event.Exited _, Event.Killed _, Event.UnknownEvent _ -> {}
    }
  }

  /** There are no more events. */
  public void end() {
    statements.end(this::tell);
    requests.end(this::tell);
    streams.values().forEach(StreamText::end);
    streams.clear();
    units.values().forEach(TextChunker::flush);
  }

  /** Whether there was more text than is told of one recording. */
  public boolean isCut() {
    return appearedChars >= most || otherChars >= most;
  }

  private void command(TimedEvent timed, int stream, Content command) {
    if (command instanceof Content.Clear(var bytes)) {
      String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
      TextChunker chunker = new TextChunker(TextKind.COMMAND, stream, this::pass);
      chunker.add(timed.offsetMicros(), timed.sequence(), PlainText.of(text));
      chunker.flush();
    }
  }

  private void tell(StatementStory story) {
    KeptContent text = story.text();
    if (text != null) {
      unit(TextKind.STATEMENT, story.startedMicros(), story.sequence(), text.lenientText());
    }
    if (story.values() != null) {
      for (BoundValue value : story.values().values()) {
        if (value.form() == BoundValue.Form.TEXT) {
          unit(TextKind.VALUE, story.startedMicros(), story.sequence(), value.value());
        }
      }
    }
    for (StatementStory.Part part : story.parts()) {
      if (!part.message().isEmpty()) {
        unit(
            TextKind.MESSAGE,
            part.endedMicros(),
            story.sequence(),
            part.tag() + " " + part.sqlState() + " " + part.message());
      }
    }
  }

  private void tell(RequestStory story) {
    String line =
        story.method()
            + " "
            + PercentEncoding.decode(story.path().lenientText())
            + " "
            + story.verb();
    unit(TextKind.REQUEST, story.startedMicros(), story.sequence(), line);
    String body = story.body() == null ? null : story.body().text();
    if (body != null) {
      unit(TextKind.REQUEST, story.startedMicros(), story.sequence(), body);
    }
    if (story.refusal() != null) {
      unit(
          TextKind.MESSAGE,
          story.startedMicros(),
          story.sequence(),
          story.refusal().what() + " " + story.refusal().reason());
    }
  }

  private void unit(TextKind kind, long offsetMicros, long sequence, String text) {
    units
        .computeIfAbsent(kind, wanted -> new TextChunker(wanted, 0, this::pass))
        .add(offsetMicros, sequence, PlainText.of(text));
  }

  private StreamText stream(int number) {
    StreamText known = streams.get(number);
    if (known != null) {
      return known;
    }
    if (streams.size() == MOST_STREAMS) {
      Iterator<StreamText> eldest = streams.values().iterator();
      eldest.next().end();
      eldest.remove();
    }
    StreamText opened =
        new StreamText(
            new TextChunker(TextKind.OUTPUT, number, this::pass),
            new TextChunker(TextKind.INPUT, number, this::pass));
    streams.put(number, opened);
    return opened;
  }

  private void pass(TextChunk chunk) {
    int fresh = chunk.body().length() - chunk.carried();
    if (chunk.kind() == TextKind.OUTPUT) {
      appearedChars += fresh;
      if (appearedChars - fresh >= most) {
        return;
      }
    } else {
      otherChars += fresh;
      if (otherChars - fresh >= most) {
        return;
      }
    }
    out.accept(chunk);
  }
}
